import { join } from 'node:path'
import { count } from '../base/count.ts'
import { toMend } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import { loadConfig } from '../config/load.ts'
import type { FolderChange } from '../folder/live-folder.ts'
import type { Instant, Problem } from '../model.ts'
import { type AccessEntry, formatAccess, type LogFormat } from '../serve/access.ts'
import { type ServerOptions, startServer } from '../serve/node.ts'
import type { FolderEvents, FolderState } from '../serve/thread/folder-thread.ts'
import { hintOnEmptiness } from './advice.ts'
import { brokenPosts, describeLeftOut, describePosts, describeScheduled, scheduledOf } from './counts.ts'
import type { CommonOptions } from './options.ts'
import { formatProblems } from './report.ts'
import { paint } from './terminal.ts'

export interface ServeOptions extends CommonOptions {
  readonly host?: string
  readonly port?: number
  readonly log: LogFormat | 'off'
  readonly banner?: boolean
  readonly allowEmpty?: boolean
}

const DEFAULT_PORT = 3000

/** Reports the events of a server. */
interface Reporter extends FolderEvents {
  listening(address: string, state: FolderState): void
}

/** Serves until a signal stops it. */
export async function serve(options: ServeOptions): Promise<number> {
  const { siteAt } = await loadConfig(options.config)
  const { posts, now, host, port } = options
  const clock = now === undefined ? Date.now : () => now
  const reporter = options.json ? forMachines(clock) : forPeople(posts, clock)
  const server = await startServer({
    posts,
    siteAt,
    ...(host === undefined ? {} : { host }),
    port: port ?? DEFAULT_PORT,
    strictPort: port !== undefined,
    ...(now === undefined ? {} : { now }),
    remembers: now === undefined,
    allowsEmpty: options.allowEmpty ?? false,
    ...bannerOf(options),
    ...(options.log === 'off' ? {} : { accessed: accessLog(options.json ? 'json' : options.log) }),
    events: reporter,
  })
  reporter.listening(addressOf(host, server.port), server.state)
  const hint = hintOnEmptiness(server.state.posts, posts)
  if (hint !== undefined) console.error(hint)
  await stopSignal()
  await server.close()
  return 0
}

/** Without a terminal it is a service, perhaps behind a proxy, so the banner is off. */
function bannerOf({ banner }: ServeOptions): Pick<ServerOptions, 'banner'> {
  if (banner === undefined) return process.stdout.isTTY ? { banner: 'here' } : {}
  return banner ? { banner: 'everybody' } : {}
}

/** The address that people open: a server on all addresses of the machine is also at `localhost`. */
function addressOf(host = 'localhost', port: number): string {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function accessLog(format: LogFormat): (entry: AccessEntry) => void {
  return (entry) => process.stdout.write(`${formatAccess(entry, format)}\n`)
}

function forPeople(folder: string, clock: () => Instant): Reporter {
  return {
    listening(address, state) {
      const scheduled = scheduledOf(state.scheduled(clock()), state.manifest)
      const served = describePosts({ posts: state.posts, ...scheduled })
      const leftOut = describeLeftOut(state.problems)
      console.log(`dropfeed serves ${served} from ${folder} at ${paint('bold', address)}${leftOut}`)
      console.log(`  RSS ${address}/rss.xml   Atom ${address}/atom.xml   JSON Feed ${address}/feed.json`)
      reportFound(state.problems, folder)
    },
    published(changes, state) {
      const scheduled = scheduledOf(state.scheduled(clock()), state.manifest)
      const broken = brokenPosts(state.problems)
      const parts = [
        `${count(state.posts - scheduled.scheduled, 'post')} published`,
        describeScheduled(scheduled),
        broken === 0 ? '' : `${broken} broken`,
      ]
      console.log(`${describe(changes)} ${parts.filter(Boolean).join(', ')}.`)
      reportSolved(state, changes, folder)
      reportFound(state.problemChanges.found, folder)
    },
    waiting(path) {
      const file = cleanLine(join(folder, path))
      console.log(`${file} is still being written; it is published when it is closed.`)
    },
    failed: (error) => console.error(error.message),
  }
}

/** Writes a line of JSON for each event. */
function forMachines(clock: () => Instant): Reporter {
  const report = (event: object) => console.log(JSON.stringify(event))
  const counted = (state: FolderState) => ({
    posts: state.posts,
    ...scheduledOf(state.scheduled(clock()), state.manifest),
    broken: brokenPosts(state.problems),
  })
  return {
    listening: (address, state) =>
      report({ event: 'listening', address, ...counted(state), problems: state.problems }),
    published: (changes, state) =>
      report({ event: 'published', changes, ...counted(state), ...state.problemChanges }),
    waiting: (path) => report({ event: 'waiting', path }),
    failed: ({ message }) => report({ event: 'failed', message }),
  }
}

/** Without changes of files the clock, or a repair of the database, changed the site. */
function describe([first, ...others]: readonly FolderChange[]): string {
  if (first === undefined) return 'Brought up to date:'
  const { path, kind } = first
  if (others.length === 0) return `${cleanLine(path)} ${kind}:`
  return `${count(1 + others.length, 'file')} ${kind === 'measured' ? kind : 'changed'}:`
}

/** Problems reported after one change: more would hold up requests while they are grouped. */
const MAX_FOUND = 500

/** Files without problems any more that are listed after one change. */
const MAX_SOLVED = 20

function reportFound(found: readonly Problem[], folder: string): void {
  if (found.length === 0) return
  console.error(formatProblems(found.slice(0, MAX_FOUND), folder, process.stderr))
  const more = found.length - MAX_FOUND
  if (more > 0) console.error(`and ${count(more, 'more problem')}: dropfeed check`)
}

/** Lists the files whose last problem is solved. */
function reportSolved(
  { problems, problemChanges: { solved } }: FolderState,
  changes: readonly FolderChange[],
  folder: string,
): void {
  if (solved.length === 0) return
  const stillBad = new Set(problems.map(({ path }) => path))
  const removed = new Set(changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path))
  const paths = [...new Set(toMend(solved).map(({ path }) => path))].filter((path) => !stillBad.has(path))
  for (const path of paths.slice(0, MAX_SOLVED)) {
    const news = removed.has(path) ? ' was deleted.' : ': no problems left.'
    console.log(cleanLine(join(folder, path)) + news)
  }
  const more = paths.length - MAX_SOLVED
  if (more > 0) console.log(`and ${count(more, 'more file')} without problems.`)
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
