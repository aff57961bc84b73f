/** When the files of the posts folder came to be: the dates of posts that name none (`dates` in the configuration). */
import { execFileSync } from 'node:child_process'
import { UsageError } from '../base/usage-error.ts'
import type { Instant, ReadableSource, Site, Source } from '../model.ts'

/** In bytes: the names of all files of all commits. */
const MAX_OUTPUT = 512 * 1024 * 1024

type FirstDates = ReadonlyMap<string, Instant>

/** By folder; of a file that was committed since, its own history is asked for. */
const histories = new Map<string, FirstDates>()

/** Adds the instant of the first commit to a source. A file that nobody has committed has none. */
export function withFirstDate(source: Source, folder: string, { dates }: Site): Source {
  if (dates !== 'git' || 'unreadable' in source) return source
  const made = historyOf(folder).get(source.path) ?? laterDate(folder, source)
  return made === undefined ? source : { ...source, made }
}

/** @throws {UsageError} where the history of the folder is not there, or not whole */
export function checkHistory(folder: string, { dates }: Pick<Site, 'dates'>): void {
  if (dates !== 'git') return
  const isShallow = answer(folder, ['rev-parse', '--is-shallow-repository'])?.trim()
  if (isShallow === undefined)
    throw new UsageError(
      `The configuration takes dates from git, but "${folder}" is not in a git repository. Remove "dates", or run git init and commit the posts.`,
    )
  if (isShallow === 'true')
    throw new UsageError(
      `The configuration takes dates from git, but "${folder}" is in a shallow clone, which has no first commits. Run git fetch --unshallow; in GitHub Actions, set fetch-depth: 0 for actions/checkout.`,
    )
}

function historyOf(folder: string): FirstDates {
  const known = histories.get(folder)
  if (known !== undefined) return known
  const read = readHistory(answer(folder, [...LOG, '--', '.']) ?? '')
  histories.set(folder, read)
  return read
}

const LOG = [
  ...[
    '-c',
    'core.quotePath=false',
    'log',
    '--reverse',
    '--relative',
    '--format=%x01%ct',
    '--name-status',
    '-z',
  ],
  ...['--find-renames', '--diff-filter=AR', '--no-merges'],
]

/** A file that came after the history was read. */
function laterDate(folder: string, { path }: ReadableSource): Instant | undefined {
  const commits = answer(folder, ['log', '--format=%ct', '--diff-filter=A', '--', path])?.trim().split('\n')
  const seconds = Number(commits?.at(-1) || 'none')
  return Number.isNaN(seconds) ? undefined : seconds * 1000
}

/** A renamed file keeps the instant at which it came under its first name. */
function readHistory(log: string): FirstDates {
  const first = new Map<string, Instant>()
  for (const commit of log.split('\x01')) {
    const [seconds = '', ...rest] = commit.split(/[\n\0]+/)
    const at = Number(seconds) * 1000
    for (let index = 0; index + 1 < rest.length; ) {
      const isRename = rest[index]?.startsWith('R')
      const [from = '', to = ''] = rest.slice(index + 1)
      if (isRename) first.set(to, first.get(from) ?? at)
      else if (!first.has(from)) first.set(from, at)
      index += isRename ? 3 : 2
    }
  }
  return first
}

/** Undefined where git refuses. */
function answer(folder: string, args: readonly string[]): string | undefined {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const
    return execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
      stdio: [...stdio],
    })
  } catch {
    return undefined
  }
}
