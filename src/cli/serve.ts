import { join } from 'node:path'
import { loadConfig } from '../adapters/config.ts'
import type { FolderEvents, FolderState } from '../adapters/folder-thread/folder-thread.ts'
import { type ServerOptions, startServer } from '../adapters/node.ts'
import { type AccessEntry, formatAccess, type LogFormat } from '../adapters/server/access.ts'
import type { Change } from '../adapters/watch.ts'
import type { Instant, Problem } from '../model.ts'
import { formatProblem, toMend } from '../problem.ts'
import { cleanLine } from '../text.ts'
import { hintOnEmptiness } from './advice.ts'
import { brokenPosts, describePosts } from './counts.ts'
import type { CommonOptions } from './options.ts'
import { count, formatProblems } from './report.ts'
import { describeScheduled, scheduledAt } from './scheduled.ts'
import { paint } from './terminal.ts'

export interface ServeOptions extends CommonOptions {
  readonly host?: string
  readonly port?: number
  readonly log: LogFormat | 'off'
  readonly banner?: boolean
}

const DEFAULT_PORT = 3000

/** What a running server tells. */
interface Teller extends FolderEvents {
  listening(address: string, state: FolderState): void
}

/** Serves until it is told to stop. */
export async function serve(options: ServeOptions): Promise<number> {
  const { siteAt } = await loadConfig(options.config)
  const { now, host } = options
  const clock = now === undefined ? Date.now : () => now
  const teller = options.json ? tellMachine(clock) : tellPeople(options.posts, clock)
  const server = await startServer({
    posts: options.posts,
    siteAt,
    ...(host === undefined ? {} : { host }),
    port: options.port ?? DEFAULT_PORT,
    strictPort: options.port !== undefined,
    ...(now === undefined ? {} : { now }),
    remembers: now === undefined,
    ...bannerOf(options),
    ...(options.log === 'off' ? {} : { accessed: accessLog(options.json ? 'json' : options.log) }),
    events: teller,
  })
  teller.listening(addressOf(host, server.port), server.state)
  const hint = hintOnEmptiness(server.state.posts, options.posts)
  if (hint !== undefined) console.error(hint)
  await stopSignal()
  await server.close()
  return 0
}

/** Without a terminal it is a service, perhaps behind a proxy. */
function bannerOf({ banner }: ServeOptions): Pick<ServerOptions, 'banner'> {
  if (banner === undefined) return process.stdout.isTTY ? { banner: 'here' } : {}
  return banner ? { banner: 'everybody' } : {}
}

/** Every address of this machine. */
const ALL = ['0.0.0.0', '::']

/** Where people open what is served. */
function addressOf(host = 'localhost', port: number): string {
  const name = ALL.includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function accessLog(format: LogFormat): (entry: AccessEntry) => void {
  return (entry) => process.stdout.write(`${formatAccess(entry, format)}\n`)
}

function tellPeople(folder: string, clock: () => Instant): Teller {
  const problems = new ProblemLog(folder)
  return {
    listening(address, state) {
      const { posts, problems: found } = state
      const served = describePosts({ posts, ...scheduledAt(state, clock()) })
      const broken = brokenPosts(found)
      const leftOut = broken === 0 ? '' : ` (${count(broken, 'post')} left out)`
      const link = paint('bold', address)
      console.log(`dropfeed serves ${served} from ${folder} at ${link}${leftOut}`)
      console.log(`  RSS ${address}/rss.xml   Atom ${address}/atom.xml   JSON Feed ${address}/feed.json`)
      problems.tell(found)
    },
    published(changes, state) {
      const { problems: found } = state
      const waiting = scheduledAt(state, clock())
      const broken = brokenPosts(found)
      const parts = [
        `${count(state.posts - waiting.scheduled, 'post')} published`,
        describeScheduled(waiting),
        broken === 0 ? '' : `${broken} broken`,
      ]
      console.log(`${describe(changes)} ${parts.filter(Boolean).join(', ')}.`)
      problems.tell(found, changes)
    },
    waiting(path) {
      const file = cleanLine(join(folder, path))
      console.log(`${file} is still being written; it is published when it is closed.`)
    },
    failed: (error) => console.error(error.message),
  }
}

/** A line of JSON for each event. */
function tellMachine(clock: () => Instant): Teller {
  const tell = (event: object) => console.log(JSON.stringify(event))
  const counted = (state: FolderState) => ({
    posts: state.posts,
    ...scheduledAt(state, clock()),
    broken: brokenPosts(state.problems),
    problems: state.problems,
  })
  return {
    listening: (address, state) => tell({ event: 'listening', address, ...counted(state) }),
    published: (changes, state) => tell({ event: 'published', changes, ...counted(state) }),
    waiting: (path) => tell({ event: 'waiting', path }),
    failed: ({ message }) => tell({ event: 'failed', message }),
  }
}

function describe(changes: readonly Change[]): string {
  const [first] = changes
  if (first === undefined) return 'The folder was read again:'
  if (changes.length > 1) return `${count(changes.length, 'file')} changed:`
  return `${cleanLine(first.path)} ${first.kind === 'removed' ? 'removed' : 'written'}:`
}

/** Tells each problem once, and when it is solved. */
class ProblemLog {
  readonly #folder: string
  #told = new Map<string, Problem>()

  constructor(folder: string) {
    this.#folder = folder
  }

  tell(problems: readonly Problem[], changes: readonly Change[] = []): void {
    const found = new Map(problems.map((problem) => [formatProblem(problem), problem]))
    const fresh = [...found].filter(([text]) => !this.#told.has(text)).map(([, problem]) => problem)
    const stillBad = new Set(problems.map(({ path }) => path))
    const solved = new Set(
      toMend([...this.#told.values()])
        .map(({ path }) => path)
        .filter((path) => !stillBad.has(path)),
    )
    const removed = new Set(changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path))
    for (const path of solved) {
      const news = removed.has(path) ? ' was deleted.' : ': no problems left.'
      console.log(cleanLine(join(this.#folder, path)) + news)
    }
    if (fresh.length > 0) console.error(formatProblems(fresh, this.#folder, process.stderr))
    this.#told = found
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
