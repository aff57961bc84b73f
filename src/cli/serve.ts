import { spawn } from 'node:child_process'
import { defined } from '../base/defined.ts'
import { type Stamps, stampOf } from '../config/file.ts'
import { loadConfig, type SiteAt, watchConfig } from '../config/load.ts'
import { withPeople } from '../folder/people.ts'
import { peopleFiles } from '../folder/people-files.ts'
import { CHANGES } from '../pages/preview.ts'
import { formatAccess, type LogFormat } from '../serve/access.ts'
import { type ServerOptions, startServer } from '../serve/node.ts'
import type { CommonOptions } from './options.ts'
import { stopped } from './run.ts'
import { forMachines, forPeople } from './serve-report.ts'

export interface ServeOptions extends CommonOptions {
  readonly host?: string
  readonly port?: number
  readonly log: LogFormat | 'off'
  readonly banner?: boolean
  readonly allowEmpty?: boolean
  readonly drafts?: boolean
  readonly future?: boolean
  readonly open?: boolean
}

const DEFAULT_PORT = 3000

export async function serve(options: ServeOptions): Promise<number> {
  const read: Stamps = new Map()
  const config = await loadConfig(options.config, read)
  const { posts, now, port } = options
  for (const path of peopleFiles(posts)) read.set(path, stampOf(path))
  const clock = now === undefined ? Date.now : () => now
  const { drafts = false, future = false } = options
  const heldBack = drafts || future ? { drafts, future, date: clock() } : undefined
  const host = options.host ?? (heldBack && '127.0.0.1')
  const reporter = options.json ? forMachines(clock) : forPeople(posts, clock)
  const withHeldBack =
    (siteAt: SiteAt): SiteAt =>
    (url) =>
      withPeople({ ...siteAt(url), ...(heldBack && { heldBack }) }, posts)
  const server = await startServer(
    defined({
      posts,
      siteAt: withHeldBack(config.siteAt),
      host,
      port: port ?? DEFAULT_PORT,
      strictPort: port !== undefined,
      now,
      remembers: now === undefined && heldBack === undefined,
      allowsEmpty: options.allowEmpty ?? false,
      banner: bannerOf(options),
      reloads: process.stdout.isTTY,
      accessed: accessLog(options),
      events: reporter,
    }),
  )
  if (port === undefined && server.port !== DEFAULT_PORT) console.error(`Port ${DEFAULT_PORT} is in use.`)
  const address = addressOf(host, server.port)
  reporter.listening(address, server.state)
  const unwatch = watchConfig(options.config, read, {
    changed(config) {
      reporter.configured(config.name)
      server.configure(withHeldBack(config.siteAt))
    },
    broken({ problems }) {
      reporter.misconfigured(problems)
      server.reportConfig(problems)
    },
  })
  if (options.open) openBrowser(address)
  await stopped()
  unwatch()
  await server.close()
  return 0
}

/** The address that people open: a server on all addresses of the machine is also at `localhost`. */
function addressOf(host = 'localhost', port: number): string {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Without a terminal it is a service, perhaps behind a proxy, so the banner is off. */
function bannerOf({ banner }: ServeOptions): ServerOptions['banner'] {
  if (banner === undefined) return process.stdout.isTTY ? 'here' : undefined
  return banner ? 'everybody' : undefined
}

/** Without the pages that wait for changes. */
function accessLog({ log, json }: ServeOptions): ServerOptions['accessed'] {
  if (log === 'off') return undefined
  return (entry) => {
    if (entry.url !== CHANGES || entry.status !== 200)
      process.stdout.write(`${formatAccess(entry, json ? 'json' : log)}\n`)
  }
}

/** What opens an address in the browser of the desktop. */
const PROGRAMS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // `start` takes the first argument in quotation marks for a title
  win32: ['cmd', '/c', 'start', '""'],
}

function openBrowser(address: string): void {
  const [program = 'xdg-open', ...args] = PROGRAMS[process.platform] ?? []
  const fail = () => console.error(`No browser could be started. Open ${address} yourself.`)
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  child.once('error', fail).once('exit', (code) => code && fail())
  child.unref()
}
