/** Requests as they are: no redirect is followed, no body decoded, no header added or tidied up. */
import { type OutgoingHttpHeaders, request } from 'node:http'
import type { Ask } from '../contract/runtime.ts'

/** Asks a server on this machine; headers in an array are sent as several lines. */
export function wire(origin: () => string): Ask {
  return (path, { method = 'GET', headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(origin())
      const sent = request({
        hostname,
        port,
        path,
        method,
        headers: { ...headers } as OutgoingHttpHeaders,
        agent: false,
      })
      sent.once('error', reject).once('response', (received) => {
        const chunks: Buffer[] = []
        received.on('data', (chunk) => chunks.push(chunk)).once('error', reject)
        received.once('end', () => {
          const status = received.statusCode ?? 0
          const body = method === 'HEAD' || [204, 304].includes(status) ? null : Buffer.concat(chunks)
          if (body === null && chunks.length > 0)
            reject(new Error(`${method} ${path} was answered with a body`))
          const lines = Object.entries(received.headers).map(([name, value = '']): [string, string] => [
            name,
            String(value),
          ])
          resolve(new Response(body, { status, headers: lines }))
        })
      })
      sent.end()
    })
}
