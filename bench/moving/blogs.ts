/** Public blogs of many systems: where their posts are, how they are configured here, and the judge of their addresses. */
import { bySystem, hugo, type Judge, jekyll } from './judges.ts'

export interface Blog {
  /** On GitHub, and the folder of its checkout: `owner/name`. */
  readonly name: string
  readonly system: string
  /** The posts folder, relative to the checkout. */
  readonly folder: string
  /** Of `feed.config.js`, besides `title`. */
  readonly config: { readonly url: string; readonly links: string; readonly [key: string]: unknown }
  readonly judge: Judge
}

export const BLOGS: readonly Blog[] = [
  {
    name: 'openSUSE/news-o-o',
    system: 'Jekyll',
    folder: '_posts',
    config: { url: 'https://news.opensuse.org', links: '/:year/:month/:day/:title/' },
    judge: jekyll({ permalink: '/:year/:month/:day/:title/' }),
  },
  {
    name: 'ruby/www.ruby-lang.org',
    system: 'Jekyll',
    folder: 'en/news/_posts',
    config: { url: 'https://www.ruby-lang.org', links: '/en/news/:year/:month/:day/:slug/' },
    judge: jekyll({ permalink: 'pretty', timezone: 'UTC' }, 'en/news/_posts'),
  },
  {
    name: 'Homebrew/brew.sh',
    system: 'Jekyll',
    folder: '_posts',
    config: { url: 'https://brew.sh', links: '/:year/:month/:day/:slug/' },
    judge: jekyll({ permalink: '/:year/:month/:day/:title/' }),
  },
  {
    name: 'twbs/blog',
    system: 'Hugo',
    folder: 'src/content/posts',
    config: { url: 'https://blog.getbootstrap.com', links: '/:year/:month/:day/:filename/' },
    judge: hugo({ permalinks: { posts: '/:year/:month/:day/:filename/' } }, 'posts'),
  },
  {
    name: 'llvm/llvm-blog-www',
    system: 'Hugo',
    folder: 'content/posts',
    config: { url: 'https://blog.llvm.org', links: '/posts/:filename/' },
    judge: hugo({}, 'posts'),
  },
  {
    name: 'letsencrypt/website',
    system: 'Hugo',
    folder: 'content/en/post',
    config: { url: 'https://letsencrypt.org', links: '/:year/:month/:day/:slugorfilename/' },
    judge: hugo({ permalinks: { post: '/:year/:month/:day/:slug/' } }, 'post'),
  },
  {
    name: 'babel/website',
    system: 'Docusaurus',
    folder: 'website/blog',
    config: { url: 'https://babeljs.io', links: '/blog/:namedate/:slug' },
    judge: bySystem('docusaurus'),
  },
  {
    name: 'facebook/react-native-website',
    system: 'Docusaurus',
    folder: 'website/blog',
    config: { url: 'https://reactnative.dev', links: '/blog/:namedate/:slug' },
    judge: bySystem('docusaurus'),
  },
  {
    name: 'nushell/nushell.github.io',
    system: 'VuePress',
    folder: 'blog',
    config: { url: 'https://www.nushell.sh', links: '/blog/:year-:month-:day-:slug.html' },
    judge: bySystem('vuepress'),
  },
  {
    name: 'sveltejs/svelte.dev',
    system: 'SvelteKit',
    folder: 'apps/svelte.dev/content/blog',
    config: { url: 'https://svelte.dev', links: '/blog/:slug' },
    judge: bySystem('sveltekit'),
  },
  {
    name: 'rust-lang/blog.rust-lang.org',
    system: 'Zola',
    folder: 'content',
    config: { url: 'https://blog.rust-lang.org', links: '/:year/:month/:day/:slug/' },
    judge: bySystem('zola'),
  },
  {
    name: 'simonw/til',
    system: 'TIL',
    folder: '.',
    config: { url: 'https://til.simonwillison.net', links: '/:folder/:slug', dates: 'git' },
    judge: bySystem('til'),
  },
  {
    name: 'jbranchaud/til',
    system: 'TIL',
    folder: '.',
    config: {
      url: 'https://til.example',
      links: 'https://github.com/jbranchaud/til/blob/master/:folder/:slug.md',
      dates: 'git',
    },
    judge: bySystem('github'),
  },
  {
    name: 'jackyzha0/jackyzha0.github.io',
    system: 'Quartz',
    folder: 'content',
    config: {
      url: 'https://jzhao.xyz',
      links: '/:notepath',
      dates: 'mtime',
      exclude: ['tags/**', 'posts/index.md'],
    },
    judge: bySystem('quartz'),
  },
]
