/** The stylesheet of all pages. */
import { OWN } from '../base/paths.ts'
import type { Manifest } from '../snapshot/snapshot.ts'

export const stylesheet = {
  path: OWN.style,
  /** Ours, then the publisher's. */
  text: ({ css = '' }: Pick<Manifest, 'css'>): string => STYLE + css,
}

const STYLE = `:root {
  color-scheme: light dark;
  --text: light-dark(#22201d, #e9e5df);
  --quiet: light-dark(#625d56, #aaa49b);
  --ground: light-dark(#fffdf9, #181715);
  --raised: light-dark(#f6f2ea, #262421);
  --line: light-dark(#e4ddd1, #3a3631);
  --link: light-dark(#9a3d0c, #f2ab7c);
  --button: light-dark(#9a3d0c, #f2ab7c);
  --on-button: light-dark(#fff, #20160f);
  --warn: light-dark(#fff1d6, #3b2d12);
  --prose: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Source Serif 4', 'Noto Serif', Georgia, serif;
  --plain: system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  --width: 43rem;
  --pad: clamp(1rem, 5vw, 2rem);
  --code: ui-monospace, 'Cascadia Code', Menlo, Consolas, 'Liberation Mono', monospace;
}
* { box-sizing: border-box; }
[hidden], data { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scrollbar-gutter: stable; }
body {
  margin: 0 auto; padding: 0 var(--pad) 3rem; max-width: var(--width); background: var(--ground); color: var(--text);
  font: clamp(1.0625rem, 1rem + .35vw, 1.1875rem)/1.65 var(--prose); overflow-wrap: anywhere;
}
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .18em; }
a:hover { text-decoration-thickness: .12em; }
header.site a:not(.subscribe), .byline a, .posts h2 a, .earlier a { color: inherit; text-decoration: none; }
header.site a:not(.subscribe):is(:hover, [aria-current]), :is(.byline, .posts h2, .earlier) a:hover { text-decoration: underline; }
:is(.posts h2, .earlier) a:hover { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 3px; }
h1, h2, h3, h4 { line-height: 1.2; text-wrap: balance; letter-spacing: -.01em; margin: 1.9em 0 .6em; }
h1 { font-size: clamp(1.8rem, 1.4rem + 2vw, 2.5rem); margin: 0 0 .4em; }
h2 { font-size: 1.35em; }
h3 { font-size: 1.15em; }
p, ul, ol, dl, blockquote, pre, table, figure { margin: 0 0 1.1em; }
ul, ol { padding-inline-start: 1.6em; }
p, li { text-wrap: pretty; }
li + li { margin-top: .3em; }
li > :is(ul, ol) { margin: .3em 0; }
dt { font-weight: 600; }
dd { margin-inline-start: 1.5em; }
img, video, svg { max-width: 100%; height: auto; border-radius: 8px; }
audio, video { width: 100%; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5em 0; }
blockquote { margin-inline: 0; padding-inline-start: 1.1em; border-inline-start: 3px solid var(--quiet); }
sup, sub { line-height: 0; }
code, pre, kbd, samp { font-family: var(--code); font-size: .86em; direction: ltr; unicode-bidi: isolate; }
:not(pre) > code { background: var(--raised); border-radius: 4px; padding: .12em .3em; }
kbd { white-space: nowrap; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: .05em .4em; }
pre { overflow-x: auto; padding: 1em 1.1em; background: var(--raised); border-radius: 8px; font-size: .8em; line-height: 1.6; overflow-wrap: normal; tab-size: 4; text-align: left; }
pre code { font-size: 1em; }
.wide { overflow-x: auto; margin: 0 0 1.1em; }
.wide table { margin: 0; }
table { border-collapse: collapse; font-size: .92em; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding-block: .4em; padding-inline: 0 1.5em; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { border-color: var(--quiet); }
:is(th, td):last-child { padding-inline-end: 0; }
[align=right] { text-align: right; }
[align=center] { text-align: center; }
details { border: 1px solid var(--line); border-radius: 8px; padding: .7em 1.1em; margin: 0 0 1.1em; }
summary { cursor: pointer; font-weight: 600; }
details > :last-child { margin-bottom: 0; }
.quiet, time, .kind, .byline, figcaption { color: var(--quiet); font-family: var(--plain); font-size: .875rem; }

header.site, footer.site, nav, .panel, .chips, .more, .formats, .all-feeds h2, .divider, .earlier time, .problems { font-family: var(--plain); font-size: .9375rem; }
header.site { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem; padding: 1.25rem 0; margin-bottom: clamp(1rem, 4vw, 2.5rem); }
header.site h1 { flex: 1 1 8rem; margin: 0; font-family: var(--prose); min-width: 0; }
header.site:has(h1) { margin-bottom: .5rem; padding-top: 2rem; }
header.site nav { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; }
header.site nav a:not(.subscribe) { padding: .45rem 0; }
.name { font-weight: 650; padding: .35rem 0; min-width: 0; }
.subscribe, .kind.feed { display: inline-flex; align-items: center; gap: .5em; }
.subscribe { padding: .45rem 1rem; border: 1px solid var(--line); border-radius: 99px; font-weight: 550; text-decoration: none; }
.subscribe:hover, .chips a:hover { border-color: currentcolor; }
.subscribe::before, .kind.feed::before { content: ''; width: .85em; height: .85em; background: currentcolor;
  mask: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12 12' fill='none' stroke='%23000' stroke-width='2'%3E%3Ccircle cx='2' cy='10' r='1'/%3E%3Cpath d='M1 5.5A5.5 5.5 0 0 1 6.5 11M1 1a10 10 0 0 1 10 10'/%3E%3C/svg%3E") center/contain no-repeat; }
footer.site { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--quiet); }
footer.site p { margin-bottom: .5em; }
footer.site a { color: inherit; }
.intro { margin-bottom: 2.5rem; }
.intro > :last-child { margin-bottom: 0; }
p.intro { text-wrap: balance; }
.lead { font-size: 1.15em; line-height: 1.5; color: var(--quiet); }
.kind, .divider, .all-feeds h2 { text-transform: uppercase; letter-spacing: .07em; font-size: .8125rem; color: var(--quiet); }
.kind { margin: 0 0 .5rem; font-weight: 600; }
.kind.feed { color: var(--link); }

.posts, .earlier, .chips { list-style: none; padding: 0; }
.posts > li { margin: 0 0 2.4rem; display: flow-root; }
.posts .byline { margin-top: .5rem; gap: .1rem 1rem; }
.byline .p-category::before { content: '#'; }
.thumb { float: inline-end; width: clamp(5rem, 22%, 8.5rem); margin-inline-start: 1.25rem; margin-top: .3rem; }
.thumb img { display: block; width: 100%; aspect-ratio: 4/3; object-fit: cover; }
.photo img { display: block; width: 100%; max-height: 30rem; object-fit: cover; margin-bottom: .75rem; }
.elsewhere::after { content: '\\2197\\FE0E' / ''; margin-inline-start: .3em; }
.plays::before { content: '\\25B6\\FE0E' / ''; margin-inline-end: .4em; }
.posts h2 { margin: 0 0 .2rem; font-size: 1.4em; }
.posts h2 a, .neighbours span, .earlier a { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden; padding-bottom: .15em; }
[dir=rtl] :is(h1, h2, h3, h4) { line-height: 1.45; letter-spacing: 0; }
.posts p { margin: 0 0 .3rem; }
.earlier li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; padding: .5rem 0; margin: 0; border-top: 1px solid var(--line); }
.earlier a { flex: 1 1 16rem; min-width: 0; }
.earlier a:visited { color: var(--quiet); }
.earlier time { align-self: center; }
.divider { margin: 3rem 0 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
.all-feeds { margin: 3rem 0 2rem; padding-top: .5rem; border-top: 1px solid var(--line); }
.all-feeds h2 { margin: 1.5rem 0 .6rem; }
.chips { display: flex; flex-wrap: wrap; gap: .5rem; }
.chips li { margin: 0; min-width: 0; }
.chips a, .chips span { display: block; padding: .35rem .85rem; border: 1px solid var(--line); border-radius: 1.2rem; text-decoration: none; }

.panel { background: var(--raised); border-radius: 14px; padding: clamp(1rem, 4vw, 1.75rem); margin-bottom: 1.5rem; }
.panel label, .panel p { display: block; margin: 0 0 .5rem; font-weight: 600; }
.address { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1.4rem; }
.address input { flex: 999 1 14rem; min-width: 0; padding: .65rem .8rem; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); color: var(--text); font: .9375rem var(--code); text-overflow: ellipsis; }
.address button { flex: 1 0 auto; white-space: nowrap; min-width: 6rem; padding: .65rem 1.2rem; border: 1px solid transparent; border-radius: 8px; background: var(--button); color: var(--on-button); font: 600 .9375rem var(--plain); cursor: pointer; }
.panel .chips { margin: 0; }
.panel .chips a { background: var(--ground); }
.panel .chips .app { background: var(--button); color: var(--on-button); border-color: transparent; }

article > header { margin-bottom: 2rem; }
.byline { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; }
.h-card { display: inline-flex; gap: .4em; }
.h-card a { display: inline-flex; align-items: center; gap: .4em; }
.h-card img { border-radius: 50%; width: 24px; height: 24px; object-fit: cover; }
.banner { display: block; width: 100%; margin-bottom: 2rem; }
.prose h1 { font-size: 1.6em; margin-top: 1.5em; }
.prose > :first-child { margin-top: 0; }
.prose > pre { margin-inline: calc(-1 * var(--pad)); padding-inline: var(--pad); }
.file { font-family: var(--plain); }
ul:has(> .task) { padding-inline-start: 0; }
ul > .task { list-style: none; }
.anchor { margin-inline-start: .4em; color: var(--quiet); text-decoration: none; opacity: 0; }
.anchor::before { content: '#'; }
:is(h1, h2, h3, h4, h5, h6):is(:hover, :target) > .anchor { opacity: 1; }
.reply { margin-top: 2rem; }
.tags { margin-top: 2.5rem; }
.neighbours { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: 1rem; margin-top: 3rem; }
.neighbours a { display: block; padding: 1rem 1.2rem; border: 1px solid var(--line); border-radius: 12px; text-decoration: none; min-width: 0; }
.neighbours a:hover { border-color: currentcolor; }
.neighbours [rel=prev] span { text-align: left; }
.neighbours [rel=next], .neighbours [rel=next] span { text-align: right; }
.problems { margin: 1rem 0 0; padding: .9rem 1.2rem; background: var(--warn); border-radius: 12px; line-height: 1.5; }
.problems > * { margin: 0; }
.problems ul { padding-inline-start: 1.2em; margin-top: .4rem; }

@media (forced-colors: active) {
  .address button, .panel .chips .app { border-color: ButtonText; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; background: none; font-size: 11pt; }
  header.site nav, nav, footer.site, .panel, .neighbours, .all-feeds, .problems, audio, video { display: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; }
  .prose > pre { margin-inline: 0; padding-inline: 1em; }
  .wide { overflow: visible; }
  h1, h2, h3 { break-after: avoid; }
  img, pre, blockquote { break-inside: avoid; }
  .prose a[href^=http]:not([href*='#'])::after { content: ' (' attr(href) ')'; font-size: .8em; }
}
`
