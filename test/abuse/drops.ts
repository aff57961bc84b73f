/**
 * Drops the files of each case in `cases/` into the folder of a running `dropfeed serve`, removes them, and checks
 * three promises: no request for /rss.xml takes longer than the server's own p99 plus 100 ms, the server stays below
 * 500 MB, and an ordinary post that is dropped right after is published. The cases of one file share a server.
 */
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DropCase } from './case.ts'
import { ORDINARY } from './cases/ordinary.ts'
import { DropServer, writePost } from './drop-server.ts'
import { Probe } from './probe.ts'

/** In milliseconds, added to the p99 of the undisturbed server. */
const MAX_STALL = 100
/** In MB, the peak of the resident memory. */
const MAX_MEMORY = 500
/** In milliseconds, until the ordinary post must be published, the case reported, and the work done. */
const PATIENCE = 30_000

/** Cases that are dropped at the same time. If a promise is broken, each is dropped again on its own. */
const GROUP = 8

export interface DropResult {
  readonly name: string
  /** In milliseconds. */
  readonly p99: number
  /** In milliseconds: the longest request after the drop. */
  readonly longest: number
  /** In MB. */
  readonly memory: number
  /** Each a broken promise, in words. */
  readonly broken: readonly string[]
}

/** Runs the cases whose name contains `part`; reports each as soon as it is over. */
export async function runDrops(part: string, report: (result: DropResult) => void): Promise<void> {
  for (const cases of await findCases()) {
    const wanted = cases.filter(({ name }) => name.includes(part))
    const shared = wanted.filter(({ alone }) => alone !== true)
    for (const dropCase of wanted.filter(({ alone }) => alone)) report(await runAlone(dropCase))
    await runTogether(shared, report)
  }
}

/** A list of cases for each file. */
async function findCases(): Promise<(readonly DropCase[])[]> {
  const folder = new URL('cases/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const modules: { cases: readonly DropCase[] }[] = await Promise.all(
    names.map((name) => import(new URL(name, folder).href)),
  )
  return modules.map(({ cases }) => cases)
}

async function runTogether(cases: readonly DropCase[], report: (result: DropResult) => void): Promise<void> {
  let server: DropServer | undefined
  for (const group of groupsOf(cases)) {
    server ??= await DropServer.start()
    const result = await measure(together(group), server)
    if (result.broken.length > 0) {
      await server.stop()
      server = undefined
    }
    for (const dropCase of group) {
      const { name } = dropCase
      report(result.broken.length === 0 ? { ...result, name } : await runAgain(dropCase))
    }
  }
  await server?.stop()
}

/** Cases of one file that only need to do no harm are dropped a few at a time. */
function groupsOf(cases: readonly DropCase[]): DropCase[][] {
  const isPlain = ({ posts, prepare, reported, within }: DropCase) =>
    Object.keys(posts).length <= 2 && [prepare, reported, within].every((more) => more === undefined)
  const [plain, others] = [cases.filter(isPlain), cases.filter((dropCase) => !isPlain(dropCase))]
  const starts = Array.from({ length: Math.ceil(plain.length / GROUP) }, (_, number) => number * GROUP)
  return [...starts.map((start) => plain.slice(start, start + GROUP)), ...others.map((one) => [one])]
}

/** Several cases as one, each in a folder of its own. */
function together(group: readonly DropCase[]): DropCase {
  const [only] = group
  if (only !== undefined && group.length === 1) return only
  const posts = group.flatMap(({ posts }, number) =>
    Object.entries(posts).map(([path, content]) => [`${number}/${path}`, content]),
  )
  return { name: group.map(({ name }) => name).join(', '), posts: Object.fromEntries(posts) }
}

async function runAlone(dropCase: DropCase): Promise<DropResult> {
  const result = await runOnce(dropCase)
  return result.broken.length === 0 ? result : runAgain(dropCase)
}

/** A busy machine stalls every server: ordinary posts, dropped first, measure for how long. */
async function runAgain(dropCase: DropCase): Promise<DropResult> {
  const { p99, longest } = await runOnce(ORDINARY)
  return runOnce(dropCase, Math.max(0, longest - p99))
}

/** Runs a case on a server of its own. `busy`: in milliseconds, how long the machine stalls requests without it. */
async function runOnce(dropCase: DropCase, busy = 0): Promise<DropResult> {
  const server = await DropServer.start()
  try {
    return await measure(dropCase, server, busy)
  } finally {
    await server.stop()
  }
}

async function measure(dropCase: DropCase, server: DropServer, busy = 0): Promise<DropResult> {
  await server.begin()
  const probe = new Probe(server.address)
  const title = `Dropped after ${performance.now()}`
  const isPublished = () => probe.document.includes(title)
  const isReported = () => dropCase.reported === undefined || dropCase.reported.test(server.printed())
  for (const [path, content] of Object.entries(dropCase.posts)) await writePost(server.posts, path, content)
  await dropCase.prepare?.(server.posts)
  // the newest of all, so that the feed has room for it
  const matter = `title: ${title}\ndate: ${new Date().toISOString()}`
  await writePost(server.posts, 'afterwards.md', `---\n${matter}\n---\nText.\n`)
  const begun = performance.now()
  const wasShown = await within(PATIENCE, () => isPublished() && isReported())
  const took = performance.now() - begun
  await server.rest(PATIENCE)
  await server.clear()
  const wasRemoved = !wasShown || (await within(PATIENCE, () => !isPublished()))
  const isAtRest = await server.rest(PATIENCE)
  await probe.stop()
  const { p99 } = server
  const longest = Math.max(...probe.latencies)
  const memory = await server.peak()
  const broken = [
    longest > p99 + MAX_STALL + busy && `/rss.xml took ${Math.round(longest)} ms (p99 ${p99.toFixed(1)} ms)`,
    probe.failures > 0 && `${probe.failures} requests failed`,
    memory > MAX_MEMORY && `the memory reached ${memory} MB`,
    !server.isRunning() && 'the server has ended',
    !wasShown && !isReported() && `the server does not report ${dropCase.reported}:\n${server.printed()}`,
    !wasShown && isReported() && 'the ordinary post is not published',
    took > (dropCase.within ?? PATIENCE) + busy && `it was published after ${Math.round(took)} ms`,
    !isAtRest && `the server still has work ${PATIENCE / 1000} s after the removal`,
    !wasRemoved && 'the ordinary post is still published after its removal',
  ]
  return { name: dropCase.name, p99, longest, memory, broken: broken.filter((line) => line !== false) }
}

/** Waits until something is so. @returns false if it is not `most` milliseconds later */
async function within(most: number, isSo: () => boolean): Promise<boolean> {
  const begun = performance.now()
  while (!isSo()) {
    if (performance.now() - begun > most) return false
    await sleep(20)
  }
  return true
}
