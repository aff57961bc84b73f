/** Where a server that was just started is. */
import type { ChildProcess } from 'node:child_process'

/** @throws if it stops before it says so */
export function firstAddress(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    server.stdout?.on('data', (chunk) => {
      printed += chunk
      const [address] = /http:\/\/localhost:\d+/.exec(printed) ?? []
      if (address !== undefined) resolve(address)
    })
    server.once('exit', (code) => reject(new Error(`the server stopped with ${code}: ${printed}`)))
  })
}
