/** The addresses of the site's own pages, feeds and files belong to no post, and no post harms another's. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildFolder } from '../../test/support/built-folder.ts'
import { compiled, NOW, post, SITE } from '../../test/support/compiled.ts'
import { createCompiler } from '../../test/support/compiler.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { isOwnAddress } from '../base/paths.ts'
import { ConfigError, parseSite, type SiteConfig } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { createApp } from '../http/app.ts'

const FEEDS = {
  'a.md': post('title: A\ntags: [tea]\nauthor: Ada\nlanguage: de'),
  'travel/b.md': post('title: B\ntags: [tea]\nauthor: Ada'),
}

function serve(posts: Readonly<Record<string, string>>, config: SiteConfig) {
  const compilation = compiled(posts, config)
  const store = new MemoryStore(snapshotInMemory(compilation))
  const app = createApp({ store, clock: () => NOW })
  const at = (path: string) => app.request(SITE + encodeURI(path))
  return { compilation, at }
}

const pathsOf = (posts: Readonly<Record<string, string>>, config: SiteConfig) => {
  const { postsOfPages, problems } = compiled(posts, config)
  const paths = [...postsOfPages].map(([page, path]) => [path, page])
  return { paths: Object.fromEntries(paths), problems: problems.map(({ path, what }) => `${path}: ${what}`) }
}

describe('what the server answers without a post', () => {
  it('is an address of its own, but for the pages of folders', async () => {
    const { compilation, at } = serve(FEEDS, { feeds: { limit: 1 } })
    const { bases } = compilation
    expect(bases).toEqual(
      expect.arrayContaining(['/', '/tags/tea/', '/authors/ada/', '/lang/de/', '/archive/1/']),
    )
    const fixed = ['/feeds/', '/feeds.opml', '/style.css']
    const paths = [
      ...fixed,
      ...bases.flatMap((base) => ['', 'rss.xml', 'atom.xml', 'feed.json', 'feed'].map((name) => base + name)),
    ]
    for (const path of paths) {
      expect((await at(path)).status, path).toBe(200)
      expect(isOwnAddress(path), path).toBe(!/^\/travel\/(?:feed)?$/.test(path))
    }
  })
})

describe('a post that asks for an address of the site itself', () => {
  it.each([
    ['/:slug.html', 'index', '/index-2026-01-31.html'],
    ['/:slug.html', '404', '/404-2026-01-31.html'],
    ['/:slug', 'feeds', '/feeds-2026-01-31'],
    ['/:slug/', 'feeds', '/feeds-2026-01-31/'],
    ['/:slug', 'feed', '/feed-2026-01-31'],
    ['/:slug.xml', 'rss', '/rss-2026-01-31.xml'],
    ['/:slug.xml', 'atom', '/atom-2026-01-31.xml'],
    ['/:slug.json', 'feed', '/feed-2026-01-31.json'],
    ['/:slug.css', 'style', '/style-2026-01-31.css'],
    ['/:slug.opml', 'feeds', '/feeds-2026-01-31.opml'],
    ['/archive/:slug', '1', '/archive/1-2026-01-31'],
    ['/posts/:slug.html', 'index', '/posts/index-2026-01-31.html'],
  ])('with links %s and slug %s gets another, and that is reported', (links, slug, path) => {
    const { paths, problems } = pathsOf({ ...FEEDS, 'x.md': post(`title: X\nslug: "${slug}"`) }, { links })
    expect(paths['x.md']).toBe(path)
    expect(paths).toMatchObject(pathsOf(FEEDS, { links }).paths)
    expect(problems).toEqual([
      expect.stringMatching(/^x\.md: The post asks for \S+, which is an address of the site itself/),
    ])
  })

  it.each([
    ['media/tea.md', '/folders/media/tea'],
    ['tags/tea.md', '/folders/tags/tea'],
    ['authors/ada.md', '/folders/authors/ada'],
  ])('because of the name of its folder gets one below that of the folder: %s', (path, expected) => {
    const { paths, problems } = pathsOf({ [path]: post('title: X') }, { links: '/:folder/:slug' })
    expect(paths[path]).toBe(expected)
    expect(problems).toHaveLength(1)
  })

  it('gets the same address in a compiler that has seen the others before', () => {
    const compiler = createCompiler(parseSite({ links: '/:slug' }, SITE), hash)
    const sources = Object.entries(FEEDS).map(([path, text]) => ({ path, text }))
    const before = compiler.compile({ sources, files: new Map() }, NOW)
    const own = { path: 'feeds.md', text: post('title: X') }
    const after = compiler.change(
      { sources: new Map([[own.path, own]]), files: new Map(), ledger: before.ledger },
      NOW,
    )
    expect([...after.postsOfPages.keys()].sort()).toEqual(['/a', '/b', '/feeds-2026-01-31'])
  })

  it('keeps it where posts are at another host', () => {
    const { problems } = compiled({ 'feeds.md': post('title: X') }, { links: 'https://www.example/:slug' })
    expect(problems).toEqual([])
  })
})

it.each(['/tags/:slug', '/media/:slug.html', '/:slug/rss.xml', '/lang/:slug/'])(
  'links %s are refused',
  (links) => {
    expect(() => parseSite({ links }, SITE)).toThrow(ConfigError)
    expect(() => parseSite({ links }, SITE)).toThrow(/"links" is not a path or web address/)
  },
)

it('a post may be the page of a folder, and its address that of the folder’s feed', async () => {
  const posts = {
    ...FEEDS,
    'travel/index.md': post('title: On the road'),
    'travel/feed.md': post('title: My feed'),
  }
  const { at } = serve(posts, { links: '/:folder/:slug' })
  expect(await (await at('/travel')).text()).toContain('On the road')
  expect(await (await at('/travel/feed')).text()).toContain('My feed')
  expect((await at('/travel/rss.xml')).headers.get('Content-Type')).toContain('application/rss+xml')
})

describe('a static build', () => {
  /** The files that a build writes for static hosts. */
  async function build(
    posts: Readonly<Record<string, string>>,
    links: string,
    media: Readonly<Record<string, string>> = {},
  ) {
    const root = await mkdtemp(join(tmpdir(), 'dropfeed-own-'))
    const folder = join(root, 'posts')
    for (const [path, text] of Object.entries({ ...posts, ...media })) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    try {
      await buildFolder({ posts: folder, site: parseSite({ links }, SITE), now: NOW }, join(root, 'out'))
      return await readdir(join(root, 'out/site'), { recursive: true })
    } finally {
      await rm(root, { recursive: true })
    }
  }

  it('holds every post and page, whatever a post asks for', async () => {
    const posts = { ...FEEDS, 'index.md': post('title: Home'), 'y.md': post('title: Y\nslug: "404"') }
    const names = await build(posts, '/:slug.html')
    const pages = ['index.html', '404.html', 'feeds/index.html', 'a.html/index.html', 'b.html/index.html']
    expect(names).toEqual(expect.arrayContaining([...pages, 'index-2026-01-31.html/index.html']))
  })

  it('holds a post beside a folder of its name', async () => {
    const posts = { 'a.md': post('title: A'), 'a/b.md': post('title: B'), 'a/b/c.md': post('title: C') }
    const plain = await build(posts, '/:folder/:slug')
    expect(plain).toEqual(expect.arrayContaining(['a/index.html', 'a/b/index.html', 'a/b/c/index.html']))
    const html = await build(posts, '/:folder/:slug.html')
    expect(html).toEqual(
      expect.arrayContaining(['a.html/index.html', 'a/index.html', 'a/b.html/index.html', 'a/b/index.html']),
    )
  })

  it('holds files with the longest name that there is, and folders that are called as files are described', async () => {
    const long = `${'x'.repeat(251)}.png`
    const media = { [long]: 'long', 'a.png': 'plain', 'a.png.json/b.png': 'nested' }
    const body = Object.keys(media)
      .map((path) => `![](${path})`)
      .join('\n')
    const names = await build({ 'a.md': post('title: A', body) }, '/posts/:slug', media)
    expect(names).toEqual(expect.arrayContaining(Object.keys(media).map((path) => `media/${path}`)))
  })
})
