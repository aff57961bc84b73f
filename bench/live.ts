/**
 * The live site in workerd on this machine: how long a bucket takes to be served, how long from the end of an upload to
 * the first responses that show the post in all three formats, and how soon an object that was ended answers. The
 * method is in README.md.
 *
 *   node bench/live.ts [--posts 1000,10000] [--drops 100]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { filesIn, type Health, type LiveServer, postOf, startLive } from '../test/support/live-server.ts'
import { tagName, writeCorpus } from './build/corpus.ts'

const FORMATS = ['/rss.xml', '/atom.xml', '/feed.json']
const SEED = 20_260_131
/** Between two requests of a reader that waits for a post, and between two drops, in milliseconds. */
const POLL = 20
const PAUSE = 100

const { values } = parseArgs({
  options: { posts: { type: 'string', default: '1000,10000' }, drops: { type: 'string', default: '100' } },
})

for (const posts of values.posts.split(',').map(Number)) await measure(posts, Number(values.drops))

async function measure(posts: number, drops: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dropfeed-live-bench-'))
  writeCorpus(folder, { posts, seed: SEED, tags: 200 })
  const live = await startLive(filesIn(folder), {}, false)
  rmSync(folder, { recursive: true })
  try {
    const start = performance.now()
    await untilStage(live, ({ stage }) => stage === 'served')
    const served = performance.now() - start
    await untilStage(live, ({ waiting }) => waiting === 0)
    const made = await live.health()
    console.log(
      `${posts} posts: served after ${seconds(served)}, composed after ${seconds(performance.now() - start)}`,
    )
    reportRows('post', made, { rowsReadToday: 0, rowsWrittenToday: 0 }, posts)
    report('from the upload to all formats', await times(drops, (number) => drop(live, number)))
    report('through the queue', await times(Math.ceil(drops / 5), (number) => dropByEvent(live, number)))
    report('from an object that was ended', await times(10, (number) => cold(live, number)))
    reportRows('drop', await live.health(), made, drops + Math.ceil(drops / 5))
  } finally {
    await live.close()
  }
}

async function untilStage(
  live: LiveServer,
  isReached: (health: Awaited<ReturnType<LiveServer['health']>>) => boolean,
): Promise<void> {
  while (!isReached(await live.health())) await sleep(200)
}

/** @returns the milliseconds of each */
async function times(count: number, work: (number: number) => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let number = 0; number < count; number++) {
    found.push(await work(number))
    await sleep(PAUSE)
  }
  return found.sort((a, b) => a - b)
}

async function drop(live: LiveServer, number: number): Promise<number> {
  const title = `Dropped ${number}`
  await live.door('PUT', `/dav/drop-${number}.md`, { body: postOf(title, 'Text.', new Date().toISOString()) })
  return untilSeen(live, title)
}

async function dropByEvent(live: LiveServer, number: number): Promise<number> {
  const [key, title] = [`event-${number}.md`, `Event ${number}`]
  const text = postOf(title, 'Text.', new Date().toISOString())
  await live.bindings.BUCKET.put(key, new TextEncoder().encode(text))
  await live.bindings.EVENTS.send({ action: 'PutObject', object: { key } })
  return untilSeen(live, title)
}

async function untilSeen(live: LiveServer, title: string): Promise<number> {
  const start = performance.now()
  for (const path of FORMATS)
    while (!(await (await fetch(live.origin + path)).text()).includes(title)) await sleep(POLL)
  return performance.now() - start
}

/** A document that no Worker holds. */
async function cold(live: LiveServer, number: number): Promise<number> {
  await live.evict()
  const start = performance.now()
  const response = await fetch(`${live.origin}/tags/${tagName(number)}/rss.xml`)
  await response.text()
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`)
  return performance.now() - start
}

function report(what: string, sorted: readonly number[]): void {
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
  console.log(`  ${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`)
}

type Rows = Pick<Health, 'rowsReadToday' | 'rowsWrittenToday'>

function reportRows(what: string, after: Rows, before: Rows, count: number): void {
  const each = (name: keyof Rows) => ((after[name] - before[name]) / count).toFixed(1)
  console.log(`  rows for each ${what}: ${each('rowsWrittenToday')} written, ${each('rowsReadToday')} read`)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
