/**
 * Drops the files of each case in `cases/` into the folder of a running `dropfeed serve`, and checks three promises:
 * no request for /rss.xml takes longer than its own p99 plus 100 ms, the server stays below 500 MB, and an ordinary
 * post that is dropped right after is published.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DropCase } from './case.ts'

/** In milliseconds, added to the p99 of the undisturbed server. */
const MAX_STALL = 100
/** In MB, the peak of the resident memory. */
const MAX_MEMORY = 500
/** In milliseconds: how long the undisturbed server is measured. */
const CALM = 2_000
/** In milliseconds: the work that follows a publication is measured as well. */
const AFTER = 1_500
/** In milliseconds, until the ordinary post must be published and the case reported. */
const PATIENCE = 30_000
/** In milliseconds, between two requests. */
const PAUSE = 3

const POSTS = 30
const PARAGRAPH = 'A paragraph of an ordinary post, with some *emphasis*.\n\n'

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

/** All cases whose name contains `part`. */
export async function findCases(part = ''): Promise<DropCase[]> {
  const folder = new URL('cases/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort()
  const modules: { cases: readonly DropCase[] }[] = await Promise.all(
    names.map((name) => import(new URL(name, folder).href)),
  )
  return modules.flatMap(({ cases }) => cases).filter(({ name }) => name.includes(part))
}

/**
 * Runs a case on a server and a folder of its own.
 * @param busy in milliseconds: how long the machine stalls requests without the case
 */
export async function runDrop(dropCase: DropCase, busy = 0): Promise<DropResult> {
  const root = await mkdtemp(join(tmpdir(), 'dropfeed-drops-'))
  const posts = join(root, 'posts')
  for (let n = 0; n < POSTS; n++)
    await writePost(
      posts,
      `p${n}.md`,
      `---\ntitle: Post ${n}\ndate: 2026-01-01\n---\n${PARAGRAPH.repeat(20)}`,
    )
  const server = await start(root, posts)
  try {
    return await measure(dropCase, posts, server, MAX_STALL + busy)
  } finally {
    await server.stop()
    await rm(root, { recursive: true, force: true })
  }
}

async function measure(
  dropCase: DropCase,
  posts: string,
  server: Server,
  allowed: number,
): Promise<DropResult> {
  const calm = new Probe(server.address)
  await sleep(CALM)
  await calm.stop()
  const p99 = percentile(calm.latencies, 0.99)
  const probe = new Probe(server.address)
  const isPublished = () => probe.document.includes('Dropped afterwards')
  const isReported = () => dropCase.reported === undefined || dropCase.reported.test(server.printed())
  for (const [path, content] of Object.entries(dropCase.posts)) await writePost(posts, path, content)
  await dropCase.prepare?.(posts)
  await writePost(posts, 'afterwards.md', afterwards())
  const begun = performance.now()
  while (!(isPublished() && isReported()) && performance.now() - begun < PATIENCE) await sleep(20)
  await sleep(AFTER)
  await probe.stop()
  const longest = Math.max(...probe.latencies)
  const memory = await server.peak()
  const broken = [
    longest > p99 + allowed && `/rss.xml took ${Math.round(longest)} ms (p99 ${p99.toFixed(1)} ms)`,
    probe.failures > 0 && `${probe.failures} requests failed`,
    memory > MAX_MEMORY && `the memory reached ${memory} MB`,
    !isPublished() && 'the ordinary post is not published',
    !isReported() && `the server does not report ${dropCase.reported}:\n${server.printed()}`,
  ]
  return { name: dropCase.name, p99, longest, memory, broken: broken.filter((line) => line !== false) }
}

/** The newest of all, so that the feed has room for it. */
function afterwards(): string {
  return `---\ntitle: Dropped afterwards\ndate: ${new Date().toISOString()}\n---\nText.\n`
}

async function writePost(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

/** Asks for /rss.xml again and again, over one connection. */
class Probe {
  readonly latencies: number[] = []
  failures = 0
  /** The last answer. */
  document = ''
  #isOver = false
  readonly #work: Promise<void>

  constructor(address: string) {
    this.#work = this.#run(`${address}/rss.xml`)
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(address: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (!this.#isOver) {
      const begun = performance.now()
      try {
        this.document = await fetchText(address, agent)
      } catch {
        this.failures++
      }
      this.latencies.push(performance.now() - begun)
      await sleep(PAUSE)
    }
    agent.destroy()
  }
}

function fetchText(address: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { agent }, (response) => text(response).then(resolve, reject)).once('error', reject)
  })
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

interface Server {
  readonly address: string
  printed(): string
  /** Of the resident memory, in MB; 0 once the process has ended. */
  peak(): Promise<number>
  stop(): Promise<void>
}

async function start(root: string, posts: string): Promise<Server> {
  const args = ['src/cli/bin.js', 'serve', '--posts', posts, '--port', '0', '--log', 'off']
  const env = { ...process.env, XDG_CACHE_HOME: join(root, 'cache') }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
    })
  const begun = performance.now()
  while (!/http:\/\/localhost:\d+/.test(printed)) {
    if (child.exitCode !== null || performance.now() - begun > PATIENCE)
      throw new Error(`The server did not start: ${printed}`)
    await sleep(20)
  }
  const [address = ''] = /http:\/\/localhost:\d+/.exec(printed) ?? []
  return { address, printed: () => printed, peak: () => peakOf(child), stop: () => end(child) }
}

async function peakOf(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  const kill = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await exit
  clearTimeout(kill)
}
