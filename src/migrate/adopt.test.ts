import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseRssFeed } from 'feedsmith'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { LEDGER_NAME, parseLedger } from '../ids/ledger-file.ts'
import { matchFeed, type OldEntry, type PlacedPost } from './matching.ts'

const DAY = 86_400_000
const DATE = Date.UTC(2020, 0, 31)

function placed(path: string, more: Partial<PlacedPost['post']> = {}): PlacedPost {
  const slug = more.slug ?? path.replace(/^.*\//, '').replace('.md', '')
  const post = {
    path,
    folder: '',
    slug,
    published: DATE,
    updated: DATE,
    tags: [],
    authors: [],
    enclosures: [],
    inFeeds: true,
    body: '',
    length: 0,
    bodyLine: 1,
    ...more,
  }
  return { post, url: `https://new.example/posts/${slug}` }
}

const match = (feed: readonly OldEntry[], posts: readonly PlacedPost[]) =>
  matchFeed(feed, posts).matches.map(({ old, path }) => `${old.id} ${path}`)

describe('an old entry is a post', () => {
  it.each<[string, Omit<OldEntry, 'id'>, PlacedPost]>([
    ['of the same link', { link: 'http://www.new.example/posts/tea/' }, placed('a.md', { slug: 'tea' })],
    [
      'of the link that it calls its own',
      { link: 'https://old.example/?p=7' },
      placed('a.md', { externalUrl: 'http://old.example/?p=7' }),
    ],
    [
      'of the same path on another host',
      { link: 'https://old.example/posts/tea.html' },
      placed('a.md', { slug: 'tea' }),
    ],
    [
      'of the slug in its link',
      { link: 'https://old.example/2020/01/31/Green_Tea/', published: DATE + DAY },
      placed('green-tea.md'),
    ],
    ['of the slug behind a date', { link: 'https://old.example/2020-01-31-tea.html' }, placed('tea.md')],
    [
      'of the slug of its title',
      { link: 'https://old.example/?p=7', title: 'Green Tea', published: DATE },
      placed('green-tea.md'),
    ],
    [
      'of its title and date',
      { title: 'Green  tea', published: DATE + DAY / 2 },
      placed('a.md', { title: 'Green Tea' }),
    ],
    [
      'of its title and date, whose quotes, dashes and dots a system has set in type',
      { link: 'https://old.example/?p=7', title: 'Ada’s “tea” – 2×4…', published: DATE },
      placed('a.md', { title: `Ada's "tea" -- 2x4...` }),
    ],
    [
      'of another date, but the same slug and title',
      { link: 'https://old.example/tea', title: 'Tea', published: 0 },
      placed('tea.md', { title: 'tea' }),
    ],
  ])('%s', (_, old, post) => {
    expect(match([{ id: '4711', ...old }], [placed('other.md'), post])).toEqual([`4711 ${post.post.path}`])
  })

  it('of the id in its front matter', () => {
    expect(match([{ id: '4711' }], [placed('a.md'), placed('b.md', { id: '4711' })])).toEqual(['4711 b.md'])
  })

  it('of the same date, where slugs are the same', () => {
    const posts = [placed('a/tea.md'), placed('b/tea.md', { published: DATE + 9 * DAY })]
    const feed = posts.map(({ post }) => ({
      id: post.path,
      link: 'https://old.example/tea',
      published: post.published,
    }))
    expect(match(feed, posts)).toEqual(['a/tea.md a/tea.md', 'b/tea.md b/tea.md'])
  })
})

describe('entries and posts without a match are reported', () => {
  const NO_POST = 'no post has its link, slug, or title and date, or it is unclear which one'
  it('an entry without a post, a post without an entry', () => {
    const feed = [{ id: '1', title: 'Gone', link: 'https://old.example/gone', published: DATE }]
    const { matches, entries, posts } = matchFeed(feed, [placed('new.md')])
    expect(matches).toEqual([])
    expect(entries).toMatchObject([{ name: 'Gone', reason: NO_POST }])
    expect(posts).toEqual([expect.objectContaining({ name: 'new.md' })])
  })

  it('an entry that could be two posts', () => {
    const feed = [{ id: '1', title: 'Tea', link: 'https://old.example/tea', published: DATE }]
    const { matches, entries } = matchFeed(feed, [placed('a/tea.md'), placed('b/tea.md')])
    expect(matches).toEqual([])
    expect(entries).toMatchObject([{ name: 'Tea', reason: NO_POST }])
  })

  it('an entry that has only the slug of a post: an id of an old post would hide a new one', () => {
    const feed = [{ id: '1', title: 'Tea', link: 'https://old.example/tea', published: DATE - 900 * DAY }]
    const { entries } = matchFeed(feed, [placed('tea.md', { title: 'Tea again' })])
    expect(entries).toMatchObject([{ name: 'Tea', reason: NO_POST }])
  })

  it('all posts, where the feed is empty or tells no dates', () => {
    expect(matchFeed([], [placed('a.md')]).posts).toHaveLength(1)
    expect(matchFeed([{ id: '1', title: 'x' }], [placed('a.md')]).posts).toHaveLength(1)
  })

  it('but not posts that are newer than the feed, and older ones only by number', () => {
    const feed = [{ id: '1', link: 'https://old.example/tea', published: DATE }]
    const posts = [
      placed('tea.md'),
      placed('new.md', { published: DATE + 9 * DAY }),
      placed('old.md', { published: DATE - 9 * DAY }),
    ]
    expect(matchFeed(feed, posts)).toMatchObject({ entries: [], posts: [], older: 1 })
  })
})

describe('npm run adopt', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropfeed-adopt-'))
    await drop('posts/green-tea.md', '---\ntitle: Green tea\ndate: 2020-01-31\n---\nWarm.\n')
    await drop('posts/rain.md', '---\ntitle: Rain\ndate: 2020-02-01\n---\nWet.\n')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const drop = async (name: string, text: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const dropfeed = async (...args: string[]) => {
    const { code, out, error } = await runIn(folder, args)
    return { code, text: error + out }
  }
  const ids = async () => {
    const text = await readFile(join(folder, 'posts', LEDGER_NAME), 'utf8').catch(() => undefined)
    return text === undefined
      ? undefined
      : Object.fromEntries(parseLedger(text).rows.map(({ path, id }) => [path, id]))
  }
  const built = async (name: string) => {
    expect((await dropfeed('build')).code).toBe(0)
    return readFile(join(folder, 'dist/site', name), 'utf8')
  }

  const item = (guid: string, slug: string, date: string) =>
    `<item><guid isPermaLink="false">${guid}</guid><link>https://old.example/${slug}/</link><pubDate>${date}</pubDate></item>`
  const rss = (...items: string[]) =>
    `<?xml version="1.0"?><rss version="2.0"><channel><title>Old</title><link>https://old.example/</link><description>d</description>${items.join('')}</channel></rss>`
  const TEA_ID = '0007 at http://old.example?a=1&b=ü'
  const FEED = rss(
    item(TEA_ID.replace('&', '&amp;'), 'green-tea', 'Fri, 31 Jan 2020 10:00:00 +0100'),
    item('https://old.example/?p=8', 'rain', 'Sat, 01 Feb 2020 10:00:00 GMT'),
  )

  it('gives posts their old ids letter by letter; a second run and a rename change nothing', async () => {
    await drop('old.xml', FEED)
    await dropfeed('build')
    const { code, text } = await dropfeed('adopt', 'old.xml')
    expect([code, text]).toEqual([
      0,
      expect.stringContaining('2 entries in the feed, 2 ids adopted, 0 without a match.'),
    ])
    expect(await ids()).toEqual({ 'green-tea.md': TEA_ID, 'rain.md': 'https://old.example/?p=8' })
    expect((await dropfeed('adopt', 'old.xml')).text).toContain(
      '0 ids adopted, 2 already had theirs, 0 without a match',
    )
    await rm(join(folder, 'posts/green-tea.md'))
    await drop('posts/x/y.md', '---\ntitle: Other title\ndate: 2020-01-31\n---\nWarm.\n')
    expect(JSON.parse(await built('feed.json')).items[1].id).toBe(TEA_ID)
    expect(parseRssFeed(await built('rss.xml')).items?.map(({ guid }) => guid?.value)).toContain(TEA_ID)
    expect(await built('atom.xml')).toContain('<id>tag:localhost,2020-01-31:id:0007%20at%20http')
  })

  it.each([
    [
      'Atom',
      `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>t</title><updated>2020-02-01T00:00:00Z</updated>
       <link rel="next" href="https://old.example/feed?page=2"/>
       <entry><id>urn:tea</id><title type="html">Green &lt;b>tea&lt;/b></title><link href="https://old.example/?p=1"/><published>2020-01-31T08:00:00Z</published><updated>2021-01-01T00:00:00Z</updated></entry>
       <entry><id>urn:rain</id><title>Rain</title><link href="https://old.example/?p=2"/><updated>2020-02-01T00:00:00Z</updated></entry></feed>`,
    ],
    [
      'JSON Feed',
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 't',
        next_url: 'https://old.example/feed?page=2',
        items: [
          { id: 'urn:tea', url: 'https://old.example/green-tea', content_text: 'x' },
          {
            id: 'urn:rain',
            url: 'https://old.example/?p=2',
            title: 'Rain',
            content_text: 'x',
            date_published: '2020-02-01T00:00:00Z',
          },
        ],
      }),
    ],
  ])('reads %s, from the web, too, and says where the feed goes on', async (_, feed) => {
    const { server, origin } = await serve((_, response) => response.end(feed))
    const { code, text } = await dropfeed('adopt', `${origin}/feed`)
    server.close()
    expect([code, text]).toEqual([0, expect.stringContaining('https://old.example/feed?page=2')])
    expect(await ids()).toEqual({ 'green-tea.md': 'urn:tea', 'rain.md': 'urn:rain' })
  })

  const serve = async (listener: RequestListener) => {
    const server = createServer(listener).listen(0)
    await new Promise((done) => server.once('listening', done))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return { server, origin: `http://localhost:${port}` }
  }

  it('finds the feed that the page of the site names, where redirects lead to', async () => {
    await drop('old.xml', FEED)
    const page =
      '<!-- <link rel=alternate type="application/rss+xml" href=no.xml> --><title>Old</title><base href="../b/">' +
      "<link rel=stylesheet type='text/css' href=x.css><LINK Rel='home Alternate' TYPE='Application/RSS+XML; charset=utf-8' href='feed.xml?a=1&amp;b'>"
    const { server, origin } = await serve(({ url = '' }, response) => {
      if (url === '/') response.writeHead(302, { location: '/a/home/' }).end()
      else if (url === '/a/home/') response.end(page)
      else response.writeHead(url === '/a/b/feed.xml?a=1&b' ? 200 : 404).end(FEED)
    })
    const { code, text } = await dropfeed('adopt', origin)
    server.close()
    expect([code, text]).toEqual([0, expect.stringContaining('2 ids adopted, 0 without a match.')])
    expect(text).toContain(`${origin} names the feed ${origin}/a/b/feed.xml?a=1&b\n`)
  })

  it.each([
    ['no feed', '<title>Old</title>', 'is not a feed'],
    ['a file', `<link rel=alternate type=application/atom+xml href="file:///etc/hostname">`, 'is not a feed'],
    ['itself', '<link rel=alternate type=application/atom+xml href="">', 'is not a feed'],
    [
      'what is not there',
      '<link rel=alternate type=application/feed+json href=/no>',
      '/no cannot be fetched',
    ],
  ])('refuses a page that names %s', async (_, page, message) => {
    const { server, origin } = await serve(({ url }, response) => {
      response.writeHead(url === '/' ? 200 : 404).end(page)
    })
    const { code, text } = await dropfeed('adopt', origin)
    server.close()
    expect([code, text]).toEqual([1, expect.stringContaining(message)])
    expect(text).toContain(origin)
  })

  it('keeps what was adopted earlier, unless the front matter has another id', async () => {
    await drop('old.xml', FEED)
    await drop('other.xml', FEED.replace('?p=8', '?p=9'))
    await dropfeed('adopt', 'old.xml')
    const { code, text } = await dropfeed('adopt', 'other.xml')
    expect([code, text]).toEqual([
      1,
      expect.stringContaining('rain.md: it was given https://old.example/?p=8 earlier'),
    ])
    expect((await ids())?.['rain.md']).toBe('https://old.example/?p=8')
    await drop(
      'posts/rain.md',
      '---\ntitle: Rain\ndate: 2020-02-01\nid: https://old.example/?p=9\n---\nWet.\n',
    )
    expect((await dropfeed('adopt', 'other.xml')).code).toBe(0)
    expect((await ids())?.['rain.md']).toBe('https://old.example/?p=9')
  })

  it('writes nothing with --dry-run', async () => {
    await drop('old.xml', FEED)
    const { code, text } = await dropfeed('adopt', 'old.xml', '--dry-run')
    expect([code, text]).toEqual([0, expect.stringContaining('2 ids would be adopted')])
    expect(await ids()).toBeUndefined()
  })

  it('exits with 1 and names the entries and posts without a match', async () => {
    await drop('old.xml', FEED.replace('old.example/rain/', 'old.example/snow/'))
    await drop('posts/green-tea.md', '---\ntitle: Green tea\ndate: 2020-01-31\nid: urn:mine\n---\nWarm.\n')
    const { code, text } = await dropfeed('adopt', 'old.xml')
    expect(code).toBe(1)
    expect(text).toContain('https://old.example/snow/: no post has its link, slug, or title and date')
    expect(text).toContain('rain.md: no entry of the feed')
    expect(text).toContain('green-tea.md: its front matter says "id: urn:mine", which wins')
  })

  it.each([
    ['nothing.xml', 2, '"nothing.xml" does not exist'],
    ['posts', 2, '"posts" cannot be used: illegal operation on a directory'],
    ['posts/rain.md', 1, 'posts/rain.md is not a feed'],
    ['/dev/zero', 1, '/dev/zero cannot be read (it is larger than any feed)'],
    ['http://localhost:1/feed', 1, 'http://localhost:1/feed cannot be fetched'],
  ])('%s is refused in plain words', async (place, exit, message) => {
    const { code, text } = await dropfeed('adopt', place)
    expect([code, text]).toEqual([exit, expect.stringContaining(message)])
    expect(await ids()).toBeUndefined()
  })
})
