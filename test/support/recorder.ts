/** An address that stays while the server behind it is replaced, and that remembers what was asked and answered. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Exchange {
  readonly path: string
  readonly agent: string
  readonly status: number
}

export interface Recorder {
  readonly origin: string
  /** Since they were last taken. */
  take(): Exchange[]
  /** Where requests go from now on. */
  forward(origin: string): void
  close(): Promise<void>
}

export async function startRecorder(): Promise<Recorder> {
  let target = ''
  let exchanges: Exchange[] = []
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = new URL(target)
    const { method, url: path = '/', headers } = incoming
    const forwarded = request({ hostname, port, method, path, headers }, (answer) => {
      exchanges.push(toExchange(incoming, answer))
      pass(answer, outgoing)
    })
    forwarded.on('error', (error) => outgoing.destroy(error))
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    take() {
      const taken = exchanges
      exchanges = []
      return taken
    },
    forward(origin) {
      target = origin
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function toExchange(
  { url: path = '', headers }: IncomingMessage,
  { statusCode = 0 }: IncomingMessage,
): Exchange {
  return { path, agent: headers['user-agent'] ?? '', status: statusCode }
}

function pass(answer: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
  answer.pipe(outgoing)
}
