/** Real readers subscribe to Node's server and to workerd, and see every post once. */
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DomUtils, parseDocument } from 'htmlparser2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Feedparser, Newsboat, type Seen } from '../support/readers.ts'
import { startRecorder } from '../support/recorder.ts'
import { type Place, SERVICES, type Service } from '../support/services.ts'

/** What the readers shall see, told by the one format that neither of them reads. */
async function expected(origin: string): Promise<Seen[]> {
  interface Item {
    readonly id: string
    readonly title?: string
    readonly authors: readonly { readonly name: string }[]
    readonly date_published: string
    readonly url: string
    readonly content_html: string
  }
  const { items }: { items: Item[] } = JSON.parse(await (await fetch(`${origin}/feed.json`)).text())
  return items.map(({ id, title = '', authors, date_published, url, content_html }) => ({
    id,
    title,
    authors: authors.map(({ name }) => name),
    published: Date.parse(date_published),
    url,
    text: content_html,
  }))
}

/** What a person reads of HTML: readers have their own ideas of what to keep of its elements. */
function words(html: string): string {
  return DomUtils.textContent(parseDocument(html)).replace(/\s+/g, ' ').trim()
}

const NEW_POST =
  '---\ntitle: Low & high <water>\ndate: 2026-06-01 08:00\nauthor: jun\n---\nNews from the *pier*.\n'

describe.each(Object.entries(SERVICES))('real readers and %s', (_, serve) => {
  let folder: string
  let place: Place
  let service: Service
  let newsboats: Newsboat[]
  let parsers: Feedparser[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropfeed-readers-'))
    const recorder = await startRecorder()
    place = { posts: join(folder, 'posts'), config: join(folder, 'feed.config.ts'), recorder }
    await cp('posts', place.posts, { recursive: true })
    const base = JSON.stringify(join(process.cwd(), 'feed.config.ts'))
    const site = `import config from ${base}\nexport default { ...config, url: '${recorder.origin}', http: { aliases: { '/old/feed.php': '/rss.xml' } } }\n`
    await writeFile(place.config, site)
    service = await serve(place)
    const addresses = ['rss.xml', 'atom.xml'].map((file) => `${recorder.origin}/${file}`)
    newsboats = await Promise.all(addresses.map((address) => Newsboat.subscribe(address)))
    parsers = addresses.map((address) => new Feedparser(address))
  })
  afterAll(async () => {
    for (const parser of parsers) parser.close()
    await Promise.all(newsboats.map((newsboat) => newsboat.close()))
    await service.close()
    await place.recorder.close()
    await rm(folder, { recursive: true })
  })

  it('newsboat sees every post once, with title, author, date, link and text', async () => {
    const posts = await expected(place.recorder.origin)
    expect(posts.length).toBeGreaterThan(8)
    for (const newsboat of newsboats) {
      await newsboat.poll()
      const items = newsboat.items()
      expect(items.map(({ id }) => id)).toEqual(posts.map(({ id }) => id))
      for (const [index, post] of posts.entries()) {
        const { title, authors = [], published, url, text = '' } = items[index] ?? {}
        expect({ published, url, text: words(text) }).toEqual({
          published: post.published,
          url: post.url,
          text: words(post.text),
        })
        // a note has no title: readers, and Atom, make one up
        if (post.title !== '') expect(title).toBe(post.title)
        // of several authors in RSS it knows the last
        expect(post.authors.join(', ').endsWith(authors[0] || 'nobody')).toBe(true)
      }
    }
  })

  it('feedparser sees every post once, with title, authors, date, link and text', async () => {
    const posts = await expected(place.recorder.origin)
    for (const parser of parsers) {
      const { status, fresh } = await parser.news()
      expect(status).toBe(200)
      expect(fresh.map(({ title, text, ...entry }) => ({ ...entry, text: words(text) }))).toEqual(
        posts.map(({ title, text, ...post }) => ({ ...post, text: words(text) })),
      )
      const titles = (entries: readonly Seen[]) =>
        entries.filter((_, index) => posts[index]?.title !== '').map(({ title }) => title)
      expect(titles(fresh)).toEqual(titles(posts))
    }
  })

  it('readers that ask again get 304', async () => {
    // newsboat keeps a feed's tag only from the second time on
    for (const newsboat of newsboats) await newsboat.poll()
    place.recorder.take()
    for (const newsboat of newsboats) await newsboat.poll()
    expect(place.recorder.take()).toMatchObject([
      { path: '/rss.xml', status: 304, agent: expect.stringMatching(/^newsboat/i) },
      { path: '/atom.xml', status: 304 },
    ])
    for (const parser of parsers) expect(await parser.news()).toEqual({ status: 304, fresh: [] })
  })

  it('an old address leads to the same posts in one hop', async () => {
    const posts = (await expected(place.recorder.origin)).map(({ id }) => id)
    const old = `${place.recorder.origin}/old/feed.php`
    const newsboat = await Newsboat.subscribe(old)
    await newsboat.poll()
    expect(newsboat.items().map(({ id }) => id)).toEqual(posts)
    await newsboat.close()
    place.recorder.take()
    const parser = new Feedparser(old)
    const { status, fresh } = await parser.news()
    parser.close()
    expect({ status, posts: fresh.map(({ id }) => id) }).toEqual({ status: 301, posts })
    expect(place.recorder.take().map(({ path, status }) => `${status} ${path}`)).toEqual([
      '301 /old/feed.php',
      '200 /rss.xml',
    ])
  })

  it('a new post is shown once', async () => {
    const before = (await expected(place.recorder.origin)).map(({ id }) => id)
    await writeFile(join(place.posts, '2026-06-01-low-water.md'), NEW_POST)
    await service.update()
    for (const newsboat of newsboats) {
      await newsboat.poll()
      const [added, ...others] = newsboat.items()
      expect(added).toMatchObject({ title: 'Low & high <water>', authors: ['Jun Okabe'] })
      expect(others.map(({ id }) => id)).toEqual(before)
    }
    for (const parser of parsers) {
      const { status, fresh } = await parser.news()
      // feedparser asks for deltas (RFC 3229)
      expect(status).toBe(226)
      expect(fresh).toMatchObject([{ title: 'Low & high <water>', authors: ['Jun Okabe'] }])
      expect(await parser.news()).toEqual({ status: 304, fresh: [] })
    }
  })

  it('nothing is shown twice when a post gets another name', async () => {
    const before = (await expected(place.recorder.origin)).map(({ id }) => id)
    await rename(join(place.posts, '2026-06-01-low-water.md'), join(place.posts, '2026-06-01-ebb.md'))
    await service.update()
    const [renamed] = await expected(place.recorder.origin)
    expect(renamed?.url).toBe(`${place.recorder.origin}/posts/ebb`)
    for (const newsboat of newsboats) {
      await newsboat.poll()
      expect(newsboat.items().map(({ id }) => id)).toEqual(before)
    }
    for (const parser of parsers) expect((await parser.news()).fresh).toEqual([])
  })
})
