/** The one stylesheet of all pages: light and dark, a phone and a wide screen. */
export const stylesheet = {
  path: '/style.css',
  text: `:root { color-scheme: light dark; --text: light-dark(#1c1b19, #ece9e4); --quiet: light-dark(#5f5b54, #a8a298);
  --ground: light-dark(#fdfcfa, #171614); --line: light-dark(#e3dfd8, #37342f); --link: light-dark(#8a3b12, #f0a878); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 42rem; background: var(--ground); color: var(--text);
  font: 1.0625rem/1.65 system-ui, sans-serif; overflow-wrap: break-word; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid; outline-offset: 3px; border-radius: 2px; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; }
img, video { max-width: 100%; height: auto; border-radius: 6px; }
audio { width: 100%; }
pre { overflow-x: auto; padding: 1rem; border: 1px solid var(--line); border-radius: 6px; font-size: .875rem; line-height: 1.5; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--line); }
blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--quiet); }
.quiet, time { color: var(--quiet); font-size: .9rem; }
.posts { list-style: none; padding: 0; }
.posts li { padding: 1rem 0; border-bottom: 1px solid var(--line); }
.posts a { font-weight: 600; }
.posts p { margin: .25rem 0 0; }
.feeds li { margin: .25rem 0; }
nav { margin-bottom: 2.5rem; }
`,
}
