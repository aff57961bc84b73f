/** A WebSub subscriber: an HTTP server that confirms what it is asked, and keeps what it is sent. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Delivered {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly path: string
}

export interface Asked {
  readonly path: string
  readonly query: URLSearchParams
}

/** How the subscriber answers; a test changes it. */
export interface Manners {
  /** The answer to a verification; absent: the challenge. */
  verify?: (query: URLSearchParams, response: ServerResponse) => void
  /** The answer to a delivery; absent: 204. */
  receive?: (response: ServerResponse) => void
}

export class Subscriber {
  readonly asked: Asked[] = []
  readonly delivered: Delivered[] = []
  readonly manners: Manners = {}
  readonly #server: Server
  readonly #address: string
  port = 0

  private constructor(address: string) {
    this.#address = address
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      if (request.method === 'GET') {
        this.asked.push({ path: url.pathname, query: url.searchParams })
        if (this.manners.verify !== undefined) return this.manners.verify(url.searchParams, response)
        return response.end(url.searchParams.get('hub.challenge') ?? '')
      }
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      this.delivered.push({
        headers: request.headers,
        body: Buffer.concat(chunks),
        path: url.pathname + url.search,
      })
      if (this.manners.receive !== undefined) return this.manners.receive(response)
      return response.writeHead(204).end()
    })
  }

  static async start(address = '127.0.0.1'): Promise<Subscriber> {
    const subscriber = new Subscriber(address)
    await new Promise<void>((resolve) => subscriber.#server.listen(0, address, () => resolve()))
    const bound = subscriber.#server.address()
    if (typeof bound === 'object' && bound !== null) subscriber.port = bound.port
    return subscriber
  }

  callback(path: string): string {
    return `http://${this.#address}:${this.port}${path}`
  }

  /** Requests at one path, in their order. */
  askedAt(path: string): Asked[] {
    return this.asked.filter((one) => one.path === path)
  }

  deliveredAt(path: string): Delivered[] {
    return this.delivered.filter((one) => one.path === path)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

export function signatureOf(secret: string, body: Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

/** Waits until something is there. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false,
  within = 5000,
): Promise<T> {
  const end = performance.now() + within
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`${what}: not within ${within} ms`)
    await sleep(10)
  }
}
