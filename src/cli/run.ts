/** Commands become exit codes here: 0 fine, 1 problems, 2 wrong usage. */

import { formatProblem } from '../base/problem.ts'
import { UsageError } from '../base/usage-error.ts'
import { paint } from './terminal.ts'

export { UsageError }

type Command<Arguments extends unknown[]> = (...args: Arguments) => Promise<number>

/** Loads a command only when it is run, and tells what it throws in plain words. */
export function run<Arguments extends unknown[]>(
  load: () => Promise<Command<Arguments>>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      const command = await load()
      process.exitCode = await command(...args)
    } catch (error) {
      await tellConfigProblems(error, args)
      const { text, code } = await explain(error)
      console.error(paint('red', text, process.stderr))
      process.exitCode = code
    }
  }
}

/** Whoever reads JSON or annotations does not see standard error. One line, which is an event of a server as well. */
async function tellConfigProblems(error: unknown, args: readonly unknown[]): Promise<void> {
  const { ConfigError } = await import('../config/site.ts')
  if (!(error instanceof ConfigError)) return
  const { annotate } = await import('./annotations.ts')
  annotate(error.problems, '')
  const isForMachines = args.some((arg) => typeof arg === 'object' && arg !== null && 'json' in arg)
  if (isForMachines) console.log(JSON.stringify({ problems: error.problems }))
}

async function explain(error: unknown): Promise<{ text: string; code: number }> {
  if (!(error instanceof Error)) return { text: String(error), code: 1 }
  const { ConfigError } = await import('../config/site.ts')
  if (error instanceof ConfigError) return { text: error.problems.map(formatProblem).join('\n'), code: 2 }
  const text = process.env.DROPFEED_DEBUG ? (error.stack ?? error.message) : inWords(error)
  return { text, code: error instanceof UsageError || reasonOf(MISNAMED, error) !== undefined ? 2 : 1 }
}

/** Errors of the system that no one has put into words before. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written by this user. Check the permissions, or choose another place.',
  EPERM: 'may not be read or written by this user. Check the permissions, or choose another place.',
  EROFS: 'cannot be written: the file system is read-only. Choose another place.',
  ENOSPC: 'cannot be written: the disk is full. Make room, and try again.',
  EDQUOT: 'cannot be written: the quota is used up. Make room, and try again.',
  EMFILE: 'cannot be opened: too many files are open. Raise the limit with "ulimit -n".',
}

/** Those that come of a path that was named wrongly. */
const MISNAMED: Readonly<Record<string, string>> = {
  ENOENT:
    'cannot be made or found: the folder that it is in does not exist. Create that, or choose another place.',
  EISDIR: 'cannot be used: it is a folder, not a file. Name a file.',
  ENOTDIR: 'cannot be used: a part of the path is a file, not a folder. Choose another place.',
  ENAMETOOLONG: 'cannot be used: the path is too long. Choose a shorter one.',
}

function inWords(error: NodeJS.ErrnoException): string {
  const reason = reasonOf(REASONS, error) ?? reasonOf(MISNAMED, error)
  return reason === undefined ? error.message : `"${error.path}" ${reason}`
}

function reasonOf(
  reasons: Readonly<Record<string, string>>,
  { code, path }: NodeJS.ErrnoException,
): string | undefined {
  return path === undefined ? undefined : reasons[code ?? '']
}
