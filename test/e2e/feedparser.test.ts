/**
 * Python's feedparser asks for deltas (`A-IM: feed`) whenever it has a tag. A program that is built on it, and has a
 * name of its own, misses no entry through a sequence of publications, and gets none twice.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSite } from '../../src/config/site.ts'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { Feedparser } from '../support/readers.ts'

describe.each(['rss.xml', 'atom.xml'])('feedparser polls %s', (file) => {
  let posts: string
  let server: RunningServer
  let feedparser: Feedparser
  let published = Promise.withResolvers<void>()

  beforeAll(async () => {
    posts = await mkdtemp(join(tmpdir(), 'dropfeed-feedparser-'))
    for (const number of [1, 2, 3]) await post(number)
    server = await startServer({
      posts,
      siteAt: (url) => parseSite({ feeds: { limit: 4 } }, url),
      port: 0,
      strictPort: false,
      events: { published: () => published.resolve(), waiting() {}, failed() {} },
    })
    feedparser = new Feedparser(`http://localhost:${server.port}/${file}`, 'delta-reader/1.0')
  })
  afterAll(async () => {
    feedparser.close()
    await server.close()
    await rm(posts, { recursive: true })
  })

  const post = (number: number, more = '') =>
    writeFile(
      join(posts, `p${number}.md`),
      `---\ntitle: Post ${number}${more}\ndate: 2026-01-${10 + number}T12:00Z\n---\nText ${number}.\n`,
    )
  const publishing = async (write: () => Promise<void>) => {
    published = Promise.withResolvers()
    await write()
    await published.promise
  }
  const poll = () => feedparser.poll()
  const titles = ({ entries }: Awaited<ReturnType<typeof poll>>) => entries.map(({ title }) => title)

  it('gets everything at first, and nothing while nothing changes', async () => {
    const first = await poll()
    expect(first.bozo).toBe(false)
    expect([first.status, titles(first)]).toEqual([200, ['Post 3', 'Post 2', 'Post 1']])
    expect(await poll()).toMatchObject({ status: 304, entries: [] })
  })

  it('gets each new post once, also two at once and beyond the limit of the feed', async () => {
    const seen: string[] = []
    for (const numbers of [[4], [5], [6, 7], [8]]) {
      for (const number of numbers) await publishing(() => post(number))
      const answer = await poll()
      expect(answer.status).toBe(226)
      seen.push(...titles(answer).reverse())
      expect(await poll()).toMatchObject({ status: 304, entries: [] })
    }
    expect(seen).toEqual(['Post 4', 'Post 5', 'Post 6', 'Post 7', 'Post 8'])
  })

  it('gets a post that was edited, and no other', async () => {
    await sleep(1_100)
    await publishing(() => post(7, ', again'))
    const answer = await poll()
    expect([answer.status, titles(answer)]).toEqual([226, ['Post 7, again']])
  })

  it('gets everything when a post was taken away, and is told of news as before afterwards', async () => {
    await publishing(() => rm(join(posts, 'p8.md')))
    const whole = await poll()
    expect([whole.status, titles(whole)]).toEqual([200, ['Post 7, again', 'Post 6', 'Post 5', 'Post 4']])
    await publishing(() => post(9))
    expect(titles(await poll())).toEqual(['Post 9'])
  })
})
