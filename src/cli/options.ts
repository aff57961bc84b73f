/** The options that several commands take, and the values of options. */
import { InvalidArgumentError, Option } from 'commander'
import { parseInstant } from '../base/dates.ts'
import { toMend } from '../base/problem.ts'
import type { Instant, Problem } from '../model.ts'

export interface CommonOptions {
  readonly posts: string
  readonly config?: string
  readonly now?: Instant
  readonly json?: boolean
}

export interface BuildOptions extends CommonOptions {
  readonly out: string
  /** `true`: every problem but a note stops the build. `errors`: warnings do not stop it, as before a deployment. */
  readonly strict?: boolean | 'errors'
  /** Most posts may be gone: see folder/vanished.ts. */
  readonly allowEmpty?: boolean
}

/** The site's address where the configuration has no `url`. */
export const LOCAL_URL = 'http://localhost:3000'

/** The problems that stop a build before it replaces anything. */
export function stopping(strict: BuildOptions['strict'], problems: readonly Problem[]): readonly Problem[] {
  if (strict === 'errors') return problems.filter(({ severity }) => severity === 'error')
  return strict ? toMend(problems) : []
}

export function toPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}

/** Node.js takes an IPv6 address without the brackets that web addresses have. */
export function toHost(text: string): string {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  if (/^[\w.:%-]+$/.test(host)) return host
  throw new InvalidArgumentError('A host is an address of this machine, such as 127.0.0.1, or its name.')
}

export function toInstant(text: string): Instant {
  const instant = parseInstant(text, 'UTC')
  if (instant !== undefined) return instant
  throw new InvalidArgumentError('Write an instant as 2030-01-31 or 2030-01-31T18:00Z.')
}

export function toSite(text: string): string {
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href
  throw new InvalidArgumentError('Write the address of a site as https://old.example.')
}

export const json = new Option('--json', 'print the result as JSON')
export const out = new Option('--out <folder>', 'the folder of the build').default('dist')
export const dryRun = new Option('--dry-run', 'only report what would be done')
export const allowEmpty = new Option('--allow-empty', 'accept that most of the posts are gone')
export const edgePort = new Option('--port <number>', 'port to listen on').argParser(toPort).default(8787)
export const to = new Option('--to <address>', 'the address of the live site').makeOptionMandatory()
export const now = new Option(
  '--now <instant>',
  'look at the feeds as they are at this instant, such as 2030-01-31T18:00Z',
).argParser(toInstant)
