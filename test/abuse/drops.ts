/**
 * Drops the files of each case in `cases/` into the folder of a running `dropfeed serve`, removes them, and checks
 * three promises: no request for /rss.xml takes longer than the server's own p99 plus 100 ms, the server stays below
 * 500 MB, and an ordinary post that is dropped right after is published. The cases share a server.
 */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
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

/** Cases that are dropped at the same time. If a promise is broken, each is dropped again on a server of its own. */
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
  const wanted = (await findCases()).filter(({ name }) => name.includes(part))
  for (const dropCase of wanted.filter(({ alone }) => alone)) report(await runAlone(dropCase))
  await runTogether(
    wanted.filter(({ alone }) => alone !== true),
    report,
  )
}

async function findCases(): Promise<readonly DropCase[]> {
  const folder = new URL('cases/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const modules: { cases: readonly DropCase[] }[] = await Promise.all(
    names.map((name) => import(new URL(name, folder).href)),
  )
  return modules.flatMap(({ cases }) => cases)
}

async function runTogether(cases: readonly DropCase[], report: (result: DropResult) => void): Promise<void> {
  let server: DropServer | undefined
  for (const group of groupsOf(cases)) {
    server ??= await DropServer.start()
    const result = await measure(group, server)
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

/** Cases of a file or two without a limit on time are dropped a few at a time. */
function groupsOf(cases: readonly DropCase[]): DropCase[][] {
  const isSmall = ({ posts, within }: DropCase) => Object.keys(posts).length <= 2 && within === undefined
  const [small, others] = [cases.filter(isSmall), cases.filter((dropCase) => !isSmall(dropCase))]
  const starts = Array.from({ length: Math.ceil(small.length / GROUP) }, (_, number) => number * GROUP)
  return [...starts.map((start) => small.slice(start, start + GROUP)), ...others.map((one) => [one])]
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
    return await measure([dropCase], server, busy)
  } finally {
    await server.stop()
  }
}

/** Drops a group of cases at once, each in a folder of its own unless it is about the posts folder itself. */
async function measure(group: readonly DropCase[], server: DropServer, busy = 0): Promise<DropResult> {
  await server.begin()
  const probe = new Probe(server.address)
  const title = `Dropped after ${performance.now()}`
  const isPublished = () => probe.document.includes(title)
  const unreported = () => group.filter((dropCase, number) => !isReported(dropCase, number, server.printed()))
  for (const [number, { alone, posts, prepare }] of group.entries()) {
    const folder = alone ? server.posts : join(server.posts, `case-${number}`)
    await mkdir(folder, { recursive: true })
    for (const [path, content] of Object.entries(posts)) await writePost(folder, path, content)
    await prepare?.(folder)
  }
  // the newest of all, so that the feed has room for it
  const matter = `title: ${title}\ndate: ${new Date().toISOString()}`
  await writePost(server.posts, 'afterwards.md', `---\n${matter}\n---\nText.\n`)
  const begun = performance.now()
  const wasShown = await within(PATIENCE, () => isPublished() && unreported().length === 0)
  const took = performance.now() - begun
  const [wasPublished, missing] = [isPublished(), unreported()]
  await server.rest(PATIENCE)
  await server.clear()
  const wasRemoved = !wasShown || (await within(PATIENCE, () => !isPublished()))
  const isAtRest = await server.rest(PATIENCE)
  await probe.stop()
  const patience = Math.min(...group.map(({ within = PATIENCE }) => within))
  const { p99 } = server
  const longest = Math.max(...probe.latencies)
  const memory = await server.peak()
  const broken = [
    longest > p99 + MAX_STALL + busy && `/rss.xml took ${Math.round(longest)} ms (p99 ${p99.toFixed(1)} ms)`,
    probe.failures > 0 && `${probe.failures} requests failed`,
    memory > MAX_MEMORY && `the memory reached ${memory} MB`,
    !server.isRunning() && 'the server has ended',
    ...missing.map(({ reported }) => `the server does not report ${reported}:\n${server.printed()}`),
    !wasPublished && 'the ordinary post is not published',
    took > patience + busy && `it was published after ${Math.round(took)} ms`,
    !isAtRest && `the server still has work ${PATIENCE / 1000} s after the removal`,
    !wasRemoved && 'the ordinary post is still published after its removal',
  ]
  const name = group.map((dropCase) => dropCase.name).join(', ')
  return { name, p99, longest, memory, broken: broken.filter((line) => line !== false) }
}

/** Whether a line of the output that names a file of the case is as it should be. */
function isReported({ alone, reported }: DropCase, number: number, printed: string): boolean {
  if (reported === undefined) return true
  const lines = printed.split('\n').filter((line) => alone || line.includes(`case-${number}/`))
  return lines.some((line) => reported.test(line))
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
