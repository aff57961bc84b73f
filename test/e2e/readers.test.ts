/** Real readers subscribe to Node's server and to workerd, and see every post once. */
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expected, pollAll, titled, withoutNote, words } from '../support/expected-posts.ts'
import { Feedparser, GPodder, Newsboat, Rss2email, SimplePie } from '../support/readers.ts'
import { startRecorder } from '../support/recorder.ts'
import { type Place, SERVICES, type Service } from '../support/services.ts'

const NEW_POST =
  '---\ntitle: Low & high <water>\ndate: 2026-06-01 08:00\nauthor: jun\naudio: tide.mp3\n---\nNews from the *pier*.\n'

describe.each(Object.entries(SERVICES))('real readers and %s', (_, serve) => {
  let folder: string
  let place: Place
  let service: Service
  let newsboats: Newsboat[]
  let parsers: Feedparser[]
  let simplepies: SimplePie[]
  let gpodders: GPodder[]
  let mailers: Rss2email[]

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
    const home = () => mkdtemp(join(folder, 'reader-'))
    const own = async <R>(start: (address: string, home: string) => R) =>
      Promise.all(addresses.map(async (address) => start(address, await home())))
    simplepies = await own((address, at) => new SimplePie(address, at))
    gpodders = await own((address, at) => new GPodder(address, at))
    mailers = await own((address, at) => new Rss2email(address, at))
  })
  afterAll(async () => {
    for (const reader of [...parsers, ...simplepies, ...gpodders, ...mailers]) reader.close()
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
      expect(titled(fresh, posts)).toEqual(titled(posts, posts))
    }
  })

  it('SimplePie sees every post once, and the page of the site', async () => {
    const posts = await expected(place.recorder.origin)
    for (const { error, home, entries } of await pollAll(simplepies)) {
      expect([error, home]).toEqual([null, `${place.recorder.origin}/`])
      expect(entries.map(({ id, url, published, text }) => [id, url, published, words(text)])).toEqual(
        posts.map(({ id, url, published, text }) => [id, url, published, words(text)]),
      )
      expect(titled(entries, posts)).toEqual(titled(posts, posts))
    }
  })

  it('gPodder sees every post once, and the file of an episode', async () => {
    const all = await expected(place.recorder.origin)
    const posts = all.filter(({ title }) => title !== '')
    expect(posts.map(({ id }) => id)).toEqual(withoutNote(all.map(({ id }) => id)))
    for (const { home, entries: taken } of await pollAll(gpodders)) {
      const entries = taken.filter(({ id }) => withoutNote([id]).length > 0)
      expect(home).toBe(`${place.recorder.origin}/`)
      expect(entries.map(({ id, url, published }) => [id, url, published])).toEqual(
        posts.map(({ id, url, published }) => [id, url, published]),
      )
      expect(entries.map(({ title }) => title)).toEqual(posts.map(({ title }) => title))
      const files = entries.map(({ file }) => file).filter((file) => file.endsWith('.mp3'))
      expect(files).toEqual([`${place.recorder.origin}/media/tide.mp3`])
    }
  })

  it('rss2email sends a mail with the text of every post', async () => {
    const posts = (await expected(place.recorder.origin)).toSorted((a, b) => (a.url < b.url ? -1 : 1))
    for (const { error, entries } of await pollAll(mailers)) {
      const mails = entries.toSorted((a, b) => (a.url < b.url ? -1 : 1))
      expect([error, mails.map(({ url }) => url)]).toEqual(['', posts.map(({ url }) => url)])
      for (const [index, post] of posts.entries())
        expect(words(mails[index]?.text ?? '')).toContain(words(post.text).slice(0, 200))
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
    place.recorder.take()
    await pollAll(simplepies)
    await pollAll(gpodders)
    for (const { error, entries } of await pollAll(mailers)) expect([error, entries]).toEqual(['', []])
    expect(place.recorder.take().map(({ status }) => status)).toEqual([304, 304, 304, 304, 304, 304])
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
      // feedparser asks for deltas (RFC 3229), whether or not the program on top of it knows
      expect(status).toBe(200)
      expect(fresh).toMatchObject([{ title: 'Low & high <water>', authors: ['Jun Okabe'] }])
      expect(await parser.news()).toEqual({ status: 304, fresh: [] })
    }
    await expectShown('Low & high <water>', before)
    for (const { entries } of await pollAll(gpodders))
      expect(entries[0]?.file).toBe(`${place.recorder.origin}/media/tide.mp3`)
  })

  /** SimplePie and gPodder show a post above the others, and rss2email sends a mail of it. */
  async function expectShown(title: string, others: readonly string[]): Promise<void> {
    for (const { entries } of [...(await pollAll(simplepies)), ...(await pollAll(gpodders))]) {
      const [added, ...rest] = entries
      expect([added?.title, ...withoutNote(rest.map(({ id }) => id))]).toEqual([
        title,
        ...withoutNote(others),
      ])
    }
    for (const { error, entries } of await pollAll(mailers))
      expect([error, entries.map((mail) => mail.title)]).toEqual(['', [title]])
  }

  /** Every reader shows these posts, and takes none of them for new. */
  async function expectNothingNew(ids: readonly string[]): Promise<void> {
    for (const newsboat of newsboats) await newsboat.poll()
    for (const newsboat of newsboats) expect(newsboat.items().map(({ id }) => id)).toEqual(ids)
    for (const parser of parsers) expect((await parser.news()).fresh).toEqual([])
    for (const { entries } of [...(await pollAll(simplepies)), ...(await pollAll(gpodders))])
      expect(withoutNote(entries.map(({ id }) => id))).toEqual(withoutNote(ids))
    for (const { error, entries } of await pollAll(mailers)) expect([error, entries]).toEqual(['', []])
  }

  it('an edited post is shown as it is now, and not as a new one', async () => {
    const before = (await expected(place.recorder.origin)).map(({ id }) => id)
    await writeFile(
      join(place.posts, '2026-06-01-low-water.md'),
      NEW_POST.replace('Low & high', 'High & low'),
    )
    await service.update()
    await expectNothingNew(before)
    for (const { entries } of [...(await pollAll(simplepies)), ...(await pollAll(gpodders))])
      expect(entries[0]?.title).toBe('High & low <water>')
  })

  it('nothing is shown twice when a post gets another name', async () => {
    const before = (await expected(place.recorder.origin)).map(({ id }) => id)
    await rename(join(place.posts, '2026-06-01-low-water.md'), join(place.posts, '2026-06-01-ebb.md'))
    await service.update()
    const [renamed] = await expected(place.recorder.origin)
    expect(renamed?.url).toBe(`${place.recorder.origin}/posts/ebb`)
    await expectNothingNew(before)
  })

  it('a removal shows nothing twice, and the post after it is shown', async () => {
    await rm(join(place.posts, '2026-06-01-ebb.md'))
    await service.update()
    const left = (await expected(place.recorder.origin)).map(({ id }) => id)
    for (const parser of parsers) expect((await parser.news()).fresh).toEqual([])
    for (const { entries } of [...(await pollAll(simplepies)), ...(await pollAll(gpodders))])
      expect(withoutNote(entries.map(({ id }) => id))).toEqual(withoutNote(left))
    for (const { error, entries } of await pollAll(mailers)) expect([error, entries]).toEqual(['', []])
    await writeFile(join(place.posts, '2026-06-02-spring.md'), '---\ntitle: Spring tide\n---\nMore.\n')
    await service.update()
    await expectShown('Spring tide', left)
    for (const parser of parsers)
      expect((await parser.news()).fresh).toMatchObject([{ title: 'Spring tide' }])
  })
})
