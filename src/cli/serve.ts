import { join } from 'node:path'
import { toMend } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import { loadConfig } from '../config/load.ts'
import type { Instant, Problem } from '../model.ts'
import { type AccessEntry, formatAccess, type LogFormat } from '../serve/access.ts'
import { type ServerOptions, startServer } from '../serve/node.ts'
import type { FolderEvents, FolderState } from '../serve/thread/folder-thread.ts'
import type { ProblemChanges } from '../serve/thread/known-problems.ts'
import type { Change } from '../watch/watch.ts'
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
      problems.report({ found, solved: [] }, state, [])
    },
    published(changes, state) {
      const { problems: found, problemChanges } = state
      const waiting = scheduledAt(state, clock())
      const broken = brokenPosts(found)
      const parts = [
        `${count(state.posts - waiting.scheduled, 'post')} published`,
        describeScheduled(waiting),
        broken === 0 ? '' : `${broken} broken`,
      ]
      console.log(`${describe(changes)} ${parts.filter(Boolean).join(', ')}.`)
      problems.report(problemChanges, state, changes)
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
  })
  return {
    listening: (address, state) =>
      tell({ event: 'listening', address, ...counted(state), problems: state.problems }),
    published: (changes, state) =>
      tell({ event: 'published', changes, ...counted(state), ...state.problemChanges }),
    waiting: (path) => tell({ event: 'waiting', path }),
    failed: ({ message }) => tell({ event: 'failed', message }),
  }
}

function describe(changes: readonly Change[]): string {
  const [first] = changes
  if (first === undefined) return 'Brought up to date:'
  if (changes.length > 1) return `${count(changes.length, 'file')} changed:`
  return `${cleanLine(first.path)} ${first.kind === 'removed' ? 'removed' : 'written'}:`
}

/** Lines that one change of the folder may print: grouping thousands of problems would hold up requests. */
const MAX_FOUND = 500
const MAX_SOLVED = 20

/** Reports each problem once, and when it is solved. */
class ProblemLog {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  report({ found, solved }: ProblemChanges, state: FolderState, changes: readonly Change[]): void {
    this.#reportSolved(solved, state, changes)
    if (found.length === 0) return
    console.error(formatProblems(found.slice(0, MAX_FOUND), this.#folder, process.stderr))
    const more = found.length - MAX_FOUND
    if (more > 0) console.error(`and ${count(more, 'more problem')}: dropfeed check`)
  }

  #reportSolved(solved: readonly Problem[], { problems }: FolderState, changes: readonly Change[]): void {
    if (solved.length === 0) return
    const stillBad = new Set(problems.map(({ path }) => path))
    const removed = new Set(changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path))
    const paths = [...new Set(toMend(solved).map(({ path }) => path))].filter((path) => !stillBad.has(path))
    for (const path of paths.slice(0, MAX_SOLVED)) {
      const news = removed.has(path) ? ' was deleted.' : ': no problems left.'
      console.log(cleanLine(join(this.#folder, path)) + news)
    }
    const more = paths.length - MAX_SOLVED
    if (more > 0) console.log(`and ${count(more, 'more file')} without problems.`)
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
