/** The address that a server prints when it starts. */
import type { ChildProcess } from 'node:child_process'

/** In milliseconds. */
const PATIENCE = 30_000

/** @throws if the server stops, or prints no address for 30 seconds */
export function firstAddress(server: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let printed = ''
  server.stdout?.on('data', (chunk) => {
    printed += chunk
    const [address] = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(printed) ?? []
    if (address !== undefined) resolve(address)
  })
  server.once('exit', (code) => reject(new Error(`the server stopped with ${code}: ${printed}`)))
  const late = setTimeout(() => reject(new Error(`the server did not start: ${printed}`)), PATIENCE)
  return promise.finally(() => clearTimeout(late))
}
