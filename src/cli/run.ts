/** Turns the result of a command into an exit code: 0 fine, 1 problems, 2 wrong usage. */
import { formatProblem } from '../base/problem.ts'
import { UsageError } from '../base/usage-error.ts'
import type { Problem } from '../model.ts'
import { annotate } from './annotations.ts'
import { paint } from './terminal.ts'

type Command<Arguments extends unknown[]> = (...args: Arguments) => Promise<number>

/** @param load imports the command, so that each run loads only one */
export function run<Arguments extends unknown[]>(
  load: () => Promise<Command<Arguments>>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      const command = await load()
      process.exitCode = await command(...args)
    } catch (error) {
      const isForMachines = args.some((arg) => typeof arg === 'object' && arg !== null && 'json' in arg)
      process.exitCode = await reportFailure(error, isForMachines)
    }
  }
}

/** @returns the exit code of a command that fails so */
export async function reportFailure(error: unknown, isForMachines = false): Promise<1 | 2> {
  const { ConfigError } = await import('../config/site.ts')
  const isOfConfig = error instanceof ConfigError
  const { text, code } = isOfConfig ? reportConfig(error.problems, isForMachines) : explain(error)
  console.error(paint('red', text, process.stderr))
  return code
}

interface Explained {
  readonly text: string
  readonly code: 1 | 2
}

/** GitHub gets annotations, and readers of JSON one line on standard output, which may be a server's event. */
function reportConfig(problems: readonly Problem[], isForMachines: boolean): Explained {
  annotate(problems, '')
  if (isForMachines) console.log(JSON.stringify({ problems }))
  return { text: problems.map(formatProblem).join('\n'), code: 2 }
}

const FORBIDDEN = 'may not be read or written by this user. Check the permissions, or choose another place.'

/** System errors that no other code explains, with their exit codes: 2 where the path was named wrongly. */
const REASONS: Readonly<Record<string, readonly [code: 1 | 2, reason: string]>> = {
  EACCES: [1, FORBIDDEN],
  EPERM: [1, FORBIDDEN],
  EROFS: [1, 'cannot be written: the file system is read-only. Choose another place.'],
  ENOSPC: [1, 'cannot be written: the disk is full. Make room, and try again.'],
  EDQUOT: [1, 'cannot be written: the quota is used up. Make room, and try again.'],
  EMFILE: [1, 'cannot be opened: too many files are open. Raise the limit with "ulimit -n".'],
  ENOENT: [2, 'does not exist. Check the path, and create its folder if this is where to write.'],
  EISDIR: [2, 'cannot be used: it is a folder, not a file. Name a file.'],
  ENOTDIR: [2, 'cannot be used: a part of the path is a file, not a folder. Choose another place.'],
  ENAMETOOLONG: [2, 'cannot be used: the path is too long. Choose a shorter one.'],
}

function explain(error: unknown): Explained {
  if (!(error instanceof Error)) return { text: String(error), code: 1 }
  const { code = '', path }: NodeJS.ErrnoException = error
  const [exitCode, reason] = (path !== undefined && REASONS[code]) || [error instanceof UsageError ? 2 : 1]
  const text = reason === undefined ? error.message : `"${path}" ${reason}`
  return { text: process.env.DROPFEED_DEBUG ? (error.stack ?? text) : text, code: exitCode }
}
