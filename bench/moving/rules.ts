/** How systems without a Debian package make a post's address from its file and front matter, by their documentation. */
type Matter = Readonly<Record<string, unknown>>

/** The path of the address; undefined for what the system does not publish as a post. */
export type System = (path: string, matter: Matter) => string | undefined

const DATED = /(?:^|\/)(\d{4})[-/](\d\d?)[-/](\d\d?)[-/]([^/]+?)(?:\/index)?\.mdx?$/

export const SYSTEMS = {
  /** https://docusaurus.io/docs/blog#blog-post-date, `slug` in https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog */
  docusaurus(path, { slug, draft, unlisted }) {
    if (draft === true || unlisted === true || isAside(path)) return undefined
    if (typeof slug === 'string') return slug.startsWith('/') ? `/blog${slug}` : `/blog/${slug}`
    const [, year, month, day, name] = DATED.exec(path) ?? []
    return name === undefined ? `/blog/${withoutEnding(path)}` : `/blog/${year}/${month}/${day}/${name}`
  },
  /** https://vuepress.vuejs.org/guide/page.html#routing */
  vuepress(path, { permalink }) {
    if (isAside(path)) return undefined
    return typeof permalink === 'string' ? permalink : `/blog/${withoutEnding(path)}.html`
  },
  /** packages/site-kit in the blog's own repository: the date in the name is not in the address. */
  sveltekit(path, { draft }) {
    const [, , , , name] = DATED.exec(path) ?? []
    return draft === true || name === undefined ? undefined : `/blog/${name}`
  },
  /** https://www.getzola.org/documentation/content/page/#path-from-filename */
  zola(path, { path: own, slug, draft }) {
    if (draft === true || !path.endsWith('.md') || /(?:^|\/)_index\./.test(path)) return undefined
    if (typeof own === 'string') return `/${own.replace(/^\/|\/$/g, '')}/`
    const [, folder = '', name = ''] = /^(.*\/)?([^/]+?)(?:\/index)?\.md$/.exec(path) ?? []
    return `/${folder}${typeof slug === 'string' ? slug : name}/`
  },
  /** build_database.py in the collection's own repository. */
  til(path) {
    return /^[^/]+\/[^/]+\.md$/.test(path) ? `/${withoutEnding(path)}` : undefined
  },
  /** A collection that is read on GitHub. */
  github(path) {
    return /^[^/]+\/[^/]+\.md$/.test(path) ? `/jbranchaud/til/blob/master/${path}` : undefined
  },
  /** https://quartz.jzhao.xyz/advanced/paths: `slugifyFilePath`. Files in `tags` describe the pages of tags. */
  quartz(path, { draft, publish }) {
    if (draft === true || draft === 'true' || publish === false) return undefined
    if (/^(?:private|templates|tags)\/|(?:^|\/)_?index\.md$/.test(path)) return undefined
    const parts = withoutEnding(path).split('/')
    return `/${parts.map((part) => part.replaceAll(' ', '-').replaceAll('&', '-and-').replaceAll('%', '-percent').replace(/[?#]/g, '')).join('/')}`
  },
} satisfies Record<string, System>

function withoutEnding(path: string): string {
  return path.replace(/\.mdx?$/, '')
}

/** READMEs and partials in the folder. */
function isAside(path: string): boolean {
  return /(?:^|\/)(?:README|_[^/]*)(?:\.mdx?$|\/)/.test(path)
}
