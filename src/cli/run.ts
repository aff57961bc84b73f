/** Turns the result of a command into an exit code (0 fine, 1 problems, 2 wrong usage), and knows when one is stopped. */
import { getSystemErrorMessage } from 'node:util'
import { formatProblem } from '../base/problem.ts'
import { UsageError } from '../base/usage-error.ts'
import type { Problem } from '../model.ts'
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

export async function reportFailure(error: unknown, isForMachines = false): Promise<1 | 2> {
  const { ConfigError } = await import('../config/site.ts')
  const isOfConfig = error instanceof ConfigError
  const [code, text] = isOfConfig ? await reportConfig(error.problems, isForMachines) : explain(error)
  console.error(paint('red', text, process.stderr))
  return code
}

type Explained = readonly [code: 1 | 2, text: string]

/** GitHub gets annotations, and readers of JSON one line on standard output, which may be a server's event. */
async function reportConfig(problems: readonly Problem[], isForMachines: boolean): Promise<Explained> {
  const { annotate } = await import('./report.ts')
  annotate(problems, '')
  if (isForMachines) console.log(JSON.stringify({ problems }))
  return [2, problems.map(formatProblem).join('\n')]
}

/** System errors of a path that was named wrongly. */
const WRONG_PATH = ['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']

function explain(error: unknown): Explained {
  if (!(error instanceof Error)) return [1, String(error)]
  const { code = '', errno, path }: NodeJS.ErrnoException = error
  if (path === undefined || errno === undefined) return [error instanceof UsageError ? 2 : 1, error.message]
  const fault = code === 'ENOENT' ? 'does not exist' : `cannot be used: ${getSystemErrorMessage(errno)}`
  return [WRONG_PATH.includes(code) ? 2 : 1, `"${path}" ${fault}. Check the path, or choose another.`]
}

/** In milliseconds. */
const LOOK = 500

/**
 * Resolves at SIGINT or SIGTERM. npm (`npx`, `npm start`) passes a signal to the shell that it starts a command with,
 * which ends and passes nothing on: so there, the command ends when the shell has ended.
 */
export function stopped(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  const { ppid } = process
  const look = () => process.ppid !== ppid && resolve('SIGTERM')
  const looking = process.env.npm_execpath === undefined ? undefined : setInterval(look, LOOK).unref()
  return promise.finally(() => clearInterval(looking))
}
