import { describe, expect, it } from 'vitest'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { text } from '../../test/support/documents.ts'
import { feedAt, read, siteOf } from '../../test/support/opened.ts'
import { errorPage } from './error.ts'
import type { Item } from './feed.ts'
import { feedView, homePage, listingPage } from './feed-pages.ts'
import { feedsPage } from './feeds.ts'
import { opml } from './opml.ts'
import { script } from './policy.ts'

const POSTS = {
  'a.md': post('title: Green tea\ntags: [tea, 日本]\nauthor: Ada Marlowe'),
  'notes/b.md': post('tags: [tea]', 'A note about <b>cups</b>.'),
  'c.md': post('title: Im Zug\nlanguage: de'),
  'later.md': '---\ntitle: Secret\ntags: [secret]\ndate: 2040-01-01\n---\nText.\n',
}

/** Posts of as many days, the newest last. */
function many(count: number): Record<string, string> {
  const entries = Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2026, 0, 1, index)).toISOString()
    return [`p${index}.md`, `---\ntitle: Post ${index}\ndate: ${date}\n---\nText.\n`]
  })
  return Object.fromEntries(entries)
}

describe('a feed as pages see it', () => {
  const busy = compiled({ ...POSTS, ...many(120) }, { feeds: { archive: true } })
  const { bases } = busy

  it.each(bases)('%s read post by post is the document read at once, without the texts', (base) => {
    for (const now of [NOW, Date.UTC(2041, 0, 1)]) {
      if (base === '/tags/secret/' && now === NOW) continue
      const whole = JSON.parse(text(busy, `${base}feed.json`, now))
      const items = whole.items.map(({ content_html: _, ...item }: Item) => item)
      expect(feedAt(busy, base, now)).toEqual({ ...whole, items })
    }
  })
})

describe('the first page', () => {
  const compilation = compiled(POSTS, { title: 'Tea & more', description: 'What we <brew>.' })
  const page = read(homePage(siteOf(compilation), feedAt(compilation)))

  it('names the site and lists its posts', () => {
    expect(page.named('h1').map(page.text)).toEqual(['Tea & more'])
    expect(page.text(page.classed('lead')[0])).toBe('What we <brew>.')
    expect(page.classed('h-entry')).toHaveLength(3)
    expect(page.named('h2').map(page.text)).toContain('Green tea')
  })

  it('shows a note by its text, behind its date', () => {
    const note = page.classed('h-entry').find((entry) => page.text(entry)?.includes('A note about cups.'))
    expect(note).toBeDefined()
    expect(page.classed('u-url').map(({ attribs }) => attribs.href)).toContain('/posts/b')
  })

  it('leads to the page of every feed that is known, and of no other', () => {
    const feeds = page.named('a').map(({ attribs }) => attribs.href)
    for (const base of [
      '/tags/tea/',
      '/tags/%E6%97%A5%E6%9C%AC/',
      '/authors/ada-marlowe/',
      '/notes/',
      '/lang/de/',
    ]) {
      expect(feeds).toContain(base)
    }
    expect(feeds.join()).not.toContain('secret')
    expect(page.text(page.named('body')[0])).toContain('German')
  })

  it('has the icon of the site, or one of its own', () => {
    expect(page.related('icon')[0]?.attribs.href).toMatch(/^data:image\/svg/)
    const branded = compiled({}, { icon: 'https://blog.example/i.png?a=1&b=2' })
    const html = read(homePage(siteOf(branded), feedAt(branded)))
    expect(html.related('icon')[0]?.attribs.href).toBe('/i.png?a=1&b=2')
  })

  it('says so where there is nothing yet', () => {
    const empty = compiled({})
    const html = read(homePage(siteOf(empty), feedAt(empty)))
    expect(html.text(html.named('main')[0])).toContain('There are no posts yet.')
    expect(html.classed('all-feeds')).toEqual([])
  })

  it('shows what is older shortly, and leads to the archive', () => {
    const busy = compiled(many(120))
    const html = read(homePage(siteOf(busy), feedAt(busy)))
    expect(html.classed('h-entry')).toHaveLength(50)
    expect(html.named('h2').map(html.text)).toContain('Post 119')
    expect(html.related('prev')[0]?.attribs.href).toBe('/archive/2/')
  })

  it('stays small with many posts and tags', () => {
    const tags = Array.from({ length: 500 }, (_, index) => `tag number ${index}`)
    const tagged = Array.from({ length: 5 }, (_, n) => [
      `z${n}.md`,
      post(`title: Z\ntags: [${tags.slice(n * 100, (n + 1) * 100)}]`),
    ])
    const busy = compiled({ ...many(60), ...Object.fromEntries(tagged) })
    const html = homePage(siteOf(busy), feedAt(busy))
    expect(html.length).toBeLessThan(30_000)
    expect(html).toContain('All 500')
    const listed = read(feedsPage.html(siteOf(busy)))
    expect(listed.named('a').filter(({ attribs }) => attribs.href?.startsWith('/tags/'))).toHaveLength(500)
  })

  it('and the page of all feeds lists 2,000 of a kind, and leads to the file that has every one', () => {
    const tagged = Array.from({ length: 21 }, (_, n) => [
      `z${n}.md`,
      post(`title: Z\ntags: [${Array.from({ length: 100 }, (_, tag) => `tag ${n} ${tag}`)}]`),
    ])
    const site = siteOf(compiled(Object.fromEntries(tagged)))
    const html = read(feedsPage.html(site))
    const rows = html.named('a').filter(({ attribs }) => attribs.href?.startsWith('/tags/'))
    expect(rows).toHaveLength(2000)
    expect(
      html
        .named('a')
        .filter(({ attribs }) => attribs.href === '/feeds.opml')
        .map(html.text),
    ).toContain('All 2,100 feeds')
    expect(opml.text(site.manifest, site.feeds).match(/<outline /g)).toHaveLength(2101)
  })
})

describe('the page of a feed', () => {
  const compilation = compiled(POSTS)
  const listing = (base: string, newer?: string) =>
    read(listingPage({ base, feed: feedAt(compilation, base), newer }, siteOf(compilation)))

  it.each([
    ['/tags/tea/', 'Tag', 'tea', 2],
    ['/authors/ada-marlowe/', 'Author', 'Ada Marlowe', 1],
    ['/notes/', 'Folder', 'notes', 1],
    ['/lang/de/', 'Language', 'German', 1],
  ])('%s says what it is', (base, kind, name, count) => {
    const page = listing(base)
    expect(page.classed('kind').map(page.text)).toEqual([kind])
    expect(page.named('h1').map(page.text)).toEqual([name])
    expect(page.classed('h-entry')).toHaveLength(count)
    expect(page.related('canonical')[0]?.attribs.href).toBe(`https://blog.example${base}`)
  })

  it('offers its own feed before the whole site’s', () => {
    const feeds = listing('/tags/tea/').related('alternate')
    expect(feeds.map(({ attribs }) => attribs.href)).toEqual([
      '/tags/tea/atom.xml',
      '/tags/tea/rss.xml',
      '/tags/tea/feed.json',
      '/atom.xml',
      '/rss.xml',
      '/feed.json',
    ])
    expect(feeds[0]?.attribs.title).toBe('My posts: tea (Atom)')
  })

  it('of a language is laid out like all pages of the site, and its posts in their language', () => {
    const arabic = compiled({ 'a.md': post('title: شاي\nlanguage: ar'), 'b.md': post('title: Tea') })
    const base = '/lang/ar/'
    const page = read(listingPage({ base, feed: feedAt(arabic, base) }, siteOf(arabic)))
    expect(page.named('html')[0]?.attribs).toEqual({ lang: 'en' })
    expect(page.classed('h-entry')[0]?.attribs).toMatchObject({ lang: 'ar', dir: 'rtl' })
  })

  it('of an archive page leads on in both directions', () => {
    const busy = compiled(many(120))
    const base = '/archive/2/'
    const page = read(listingPage({ base, feed: feedAt(busy, base), newer: '/archive/3/' }, siteOf(busy)))
    expect(page.named('h1').map(page.text)).toEqual(['Page 2'])
    expect(page.related('prev')[0]?.attribs.href).toBe('/archive/1/')
    expect(page.related('next')[0]?.attribs.href).toBe('/archive/3/')
  })
})

describe('the view of a feed', () => {
  const compilation = compiled(POSTS, { url: 'https://blog.example/tea' })
  const view = (base: string, format: 'rss' | 'atom' | 'json') =>
    read(feedView({ base, format, feed: feedAt(compilation, base) }, siteOf(compilation)))

  it('has the address of the format that was opened, ready to be copied', () => {
    const field = (format: 'rss' | 'atom' | 'json') => view('/', format).named('input')[0]?.attribs
    expect(field('rss')).toMatchObject({ value: 'https://blog.example/tea/rss.xml', readonly: '' })
    expect(field('atom')?.value).toBe('https://blog.example/tea/atom.xml')
    expect(field('json')?.value).toBe('https://blog.example/tea/feed.json')
  })

  it('shows no button that does nothing without its script', () => {
    const page = view('/', 'rss')
    expect(page.named('button')[0]?.attribs).toHaveProperty('hidden')
    expect(page.named('script').map(page.text)).toEqual([script.text])
  })

  it('hands the encoded address to readers', () => {
    const links = view('/tags/日本/', 'rss')
      .named('a')
      .map(({ attribs }) => attribs.href)
    const address = 'https://blog.example/tea/tags/%E6%97%A5%E6%9C%AC/rss.xml'
    expect(links).toContain(`feed:${address}`)
    expect(links).toContain(`https://feedly.com/i/subscription/feed/${encodeURIComponent(address)}`)
    expect(links).toContain(`https://www.inoreader.com/?add_feed=${encodeURIComponent(address)}`)
  })

  it('leads to the other formats, the page and the raw document', () => {
    const links = view('/tags/tea/', 'atom')
      .named('a')
      .map(({ attribs }) => attribs.href)
    for (const link of ['/tea/tags/tea/rss.xml', '/tea/tags/tea/feed.json', '/tea/tags/tea/', '?raw']) {
      expect(links).toContain(link)
    }
  })

  it('shows the posts, and is not to be found by search', () => {
    const page = view('/', 'rss')
    expect(page.classed('h-entry')).toHaveLength(3)
    expect(page.meta('robots')).toBe('noindex')
    expect(page.related('canonical')[0]?.attribs.href).toBe('https://blog.example/tea/')
  })
})

describe('a page where nothing is', () => {
  it('says so kindly and leads home', () => {
    const page = read(errorPage(404, 'nothing', siteOf(compiled({}))))
    expect(page.named('h1').map(page.text)).toEqual(['Nothing here'])
    expect(page.named('a').map(({ attribs }) => attribs.href)).toContain('/')
  })
})

describe('the banner', () => {
  const error = {
    severity: 'error',
    path: 'a<b>.md',
    line: 3,
    what: '"date" is not a date.',
    fix: 'Write one.',
  } as const
  const site = siteOf(compiled({}))

  it('names the posts that were left out, and why', () => {
    const page = read(
      errorPage(404, 'nothing', {
        ...site,
        preview: { problems: [error, { ...error, severity: 'warning', path: 'w.md' }] },
      }),
    )
    expect(page.named('aside')).toHaveLength(1)
    expect(page.text(page.named('aside')[0])).toContain('a<b>.md:3 "date" is not a date. Write one.')
    expect(page.text(page.named('aside')[0])).not.toContain('w.md')
  })

  it('is not there without such posts', () => {
    expect(read(errorPage(404, 'nothing', site)).named('aside')).toEqual([])
    expect(read(errorPage(404, 'nothing', { ...site, preview: { problems: [] } })).named('aside')).toEqual([])
  })
})
