/** When a command that runs until it is stopped has to end. */

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
