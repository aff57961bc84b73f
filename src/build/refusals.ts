/** What the system refused while a build was written, in plain words. */
import { isAbsolute, relative } from 'node:path'
import { codeOf } from '../disk/error-code.ts'
import { sqliteCode } from '../site/drivers/node.ts'

export interface Refused {
  readonly out: string
  readonly posts: string
  /** Whether `out` holds a build: none, the one before, or that and some files of the new one. */
  readonly stands: keyof typeof LEFT
}

const LEFT = {
  none: 'Nothing was built.',
  whole: 'What was built before is still there.',
  part: 'What was built before is still there, with some files of the new build. The next build completes it.',
}

/** @returns the error itself where there are no words for it */
export function explain(error: unknown, { out, posts, stands }: Refused): unknown {
  const left = LEFT[stands]
  const [code, path] = [nameOf(error), pathOf(error)]
  if (isInside(path, posts) && Object.hasOwn(OF_POSTS, code))
    return new Error(`"${path}" ${OF_POSTS[code]} (${code}). ${left} ${FIX_OF_POSTS}`, { cause: error })
  const words = Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined
  if (words === undefined) return error
  const [what, fix] = words
  return new Error(`"${out}" cannot be written: ${what} (${code}). ${left} ${fix}`, { cause: error })
}

/** Of the file system, or of SQLite for the record of the build: `SQLITE_13`. */
function nameOf(error: unknown): string {
  const sqlite = sqliteCode(error)
  return sqlite === 0 ? (codeOf(error) ?? '') : `SQLITE_${sqlite}`
}

function pathOf(error: unknown): string {
  return error instanceof Error && 'path' in error ? String(error.path) : ''
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return path !== '' && !way.startsWith('..') && !isAbsolute(way)
}

const GONE = 'has gone while the build was using it'
const CLOSED = 'cannot be read: the permission is missing'

const OF_POSTS: Readonly<Record<string, string>> = {
  ENOENT: GONE,
  ENOTDIR: GONE,
  EACCES: CLOSED,
  EPERM: CLOSED,
}
const FIX_OF_POSTS = 'Put that right if it was not meant, and run the build again.'

const IN_THE_WAY = [
  'a file or folder that no build wrote is in the way',
  'Move it out of the folder, and run the build again.',
] as const

const FULL = ['the disk is full', 'Free some space, and run the build again.'] as const

const REFUSALS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOSPC: FULL,
  SQLITE_13: FULL,
  SQLITE_10: [
    'the disk refused its record, .dropfeed/record.db',
    'Check the disk and the limits (ulimit -f), and run the build again.',
  ],
  EDQUOT: FULL,
  EFBIG: [
    'a file would be larger than this user may write',
    'Raise the limit (ulimit -f), and run the build again.',
  ],
  EACCES: ['the permission is missing', 'Make the folder writable, or choose another with --out.'],
  EPERM: ['the permission is missing', 'Make the folder writable, or choose another with --out.'],
  ENOTDIR: IN_THE_WAY,
  EISDIR: IN_THE_WAY,
  ENOTEMPTY: IN_THE_WAY,
  EROFS: ['it is read-only', 'Choose another place with --out.'],
  EMFILE: ['too many files are open', 'Raise the limit (ulimit -n), and run the build again.'],
  ENOENT: [
    'it cannot hold files, or some have gone meanwhile',
    'Run the build again, or choose another place with --out.',
  ],
}
