/** When the files of the posts folder came to be: the dates of posts that name none (`dates` in the configuration). */
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../base/usage-error.ts'
import { LEDGER_NAME } from '../ids/ledger-file.ts'
import type { Instant, ReadableSource, Site, Source } from '../model.ts'

/** In bytes: the names of all files of all commits. */
const MAX_OUTPUT = 512 * 1024 * 1024

type FirstDates = ReadonlyMap<string, Instant>

/** By folder; of a file that was committed since, its own history is asked for. */
const histories = new Map<string, FirstDates>()

/**
 * Adds the instant of the first commit, or of the file's last change, to a source. A clock that was fast dates it now;
 * a zero is no date.
 */
export function withFirstDate(source: Source, folder: string, { dates }: Site): Source {
  if (dates === undefined || 'unreadable' in source) return source
  const made = dates === 'git' ? firstCommit(folder, source) : lastChange(folder, source)
  return made === undefined || made <= 0 ? source : { ...source, made: Math.min(made, Date.now()) }
}

function lastChange(folder: string, { path }: ReadableSource): Instant | undefined {
  const info = statSync(join(folder, path), { throwIfNoEntry: false })
  return info && Math.floor(info.mtimeMs)
}

/** Undefined for a file that nobody has committed. */
function firstCommit(folder: string, source: ReadableSource): Instant | undefined {
  return historyOf(folder).get(source.path) ?? laterDate(folder, source)
}

/** @throws {UsageError} where the dates would be wrong: without a whole history, or of files that were just checked out */
export function checkDates(folder: string, { dates }: Pick<Site, 'dates'>): void {
  if (dates === 'git') checkHistory(folder)
  const isInCi = Boolean(process.env.CI) && process.env.CI !== 'false'
  if (dates === 'mtime' && isInCi && !existsSync(join(folder, LEDGER_NAME)))
    throw new UsageError(
      `The configuration takes dates from the times of the files, which are new in a CI checkout. Run dropfeed build where the posts are written and commit ${LEDGER_NAME}, which keeps the dates; or set dates: 'git'.`,
    )
}

function checkHistory(folder: string): void {
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
  ...['-c', 'core.quotePath=false', 'log', '--reverse', '--relative', '--format=%x01%ct', '--name-status'],
  ...['-z', '--find-renames', '--diff-filter=AR', '--no-merges'],
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
    return execFileSync('git', ['-C', folder, '--literal-pathspecs', ...args], {
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}
