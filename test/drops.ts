/**
 * Drops posts into the live site, in workerd on this machine: over WebDAV, with `dropfeed push`, and into the bucket
 * with an event in the queue. Prints when each is in all three formats, and fails if one is not.
 *
 *   npm run test:drops                   # one post each way
 *   npm run test:drops -- --posts 1000   # so many posts each way, as fast as they are taken
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runIn } from './support/command.ts'
import { type LiveServer, postOf, startLive, TOKEN, until } from './support/live-server.ts'

const FORMATS = ['/rss.xml', '/atom.xml', '/feed.json']

/** Requests at once, and how long a post may take, in milliseconds. */
const PARALLEL = 6
const PATIENCE = 120_000

type Send = (live: LiveServer, name: string, texts: readonly string[]) => Promise<void>

const WAYS: Readonly<Record<string, Send>> = {
  WebDAV: (live, name, texts) =>
    inParallel(texts, async (body, number) => {
      const { status } = await live.door('PUT', `/dav/${name}-${number}.md`, { body })
      if (status !== 201) throw new Error(`PUT was answered with ${status}.`)
    }),
  async push(live, name, texts) {
    const folder = mkdtempSync(join(tmpdir(), 'dropfeed-drops-'))
    mkdirSync(join(folder, 'posts'))
    for (const [number, text] of texts.entries())
      writeFileSync(join(folder, 'posts', `${name}-${number}.md`), text)
    const { code, error } = await runIn(folder, ['push', '--to', live.origin], { DROPFEED_TOKEN: TOKEN })
    rmSync(folder, { recursive: true })
    if (code !== 0) throw new Error(error)
  },
  queue: (live, name, texts) =>
    inParallel(texts, async (text, number) => {
      const key = `${name}-${number}.md`
      await live.bindings.BUCKET.put(key, new TextEncoder().encode(text))
      await live.bindings.EVENTS.send({ action: 'PutObject', object: { key } })
    }),
}

const { values } = parseArgs({ options: { posts: { type: 'string', default: '1' } } })
const posts = Number(values.posts)
const live = await startLive({})
try {
  for (const [way, send] of Object.entries(WAYS)) await drop(way, send)
} finally {
  await live.close()
}

async function drop(way: string, send: Send): Promise<void> {
  const titles = Array.from({ length: posts }, (_, number) => `By ${way} ${number}`)
  const before = (await live.health()).posts
  const start = performance.now()
  // the last one is the newest
  const date = (number: number) => new Date(Date.now() - 1000 * (posts - number)).toISOString()
  await send(
    live,
    way.toLowerCase(),
    titles.map((title, number) => postOf(title, 'Text.', date(number))),
  )
  const sent = performance.now() - start
  await until(async () => (await live.health()).posts === before + posts, PATIENCE)
  for (const path of FORMATS) {
    const newest = titles.at(-1) ?? ''
    const isThere = (await live.titles(path, (found) => found.includes(newest))).includes(newest)
    if (!isThere) throw new Error(`"${newest}" is not in ${path}.`)
  }
  const { posts: after, failures } = await live.health()
  if (after !== before + posts || failures.length > 0)
    throw new Error(`${after - before} of ${posts} posts are there. ${JSON.stringify(failures)}`)
  const seconds = (time: number) => `${(time / 1000).toFixed(1)} s`
  console.log(
    `${way}: sent in ${seconds(sent)}, in ${FORMATS.join(' ')} after ${seconds(performance.now() - start)}`,
  )
}

async function inParallel(
  texts: readonly string[],
  work: (text: string, number: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < texts.length; start += PARALLEL)
    await Promise.all(texts.slice(start, start + PARALLEL).map((text, index) => work(text, start + index)))
}
