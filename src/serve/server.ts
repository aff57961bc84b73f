/** An HTTP server that withstands slow, idle and hostile clients. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { UsageError } from '../base/usage-error.ts'
import { maxConnections } from './capacity.ts'

/** In milliseconds, if not said otherwise. */
const LIMITS = {
  /** For a request's head, from the first byte on. */
  headersTimeout: 10_000,
  /** For a whole request; no body of a request is read. */
  requestTimeout: 15_000,
  /** Between two requests of a connection: an aggregator sends the next one at once or not at all. */
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  /** In bytes; Node answers 431 beyond. */
  maxHeaderSize: 16 * 1024,
} as const

const HABITS = {
  /** A request without a body gets no stream. */
  optimizeEmptyRequests: true,
  /** A field that is sent twice has both values (RFC 9110, section 5.3). */
  joinDuplicateHeaders: true,
} as const

/** In milliseconds: a client that reads nothing of its answer for so long is disconnected. */
const IDLE = 60_000

/** In milliseconds: requests in flight may end within this time after the server is stopped. */
const GRACE = 4_000

/** In milliseconds: how often idle connections are closed while stopping. */
const LOOK = 50

/** Ports tried after the wanted one, before the system chooses. */
const NEXT_PORTS = 20

export function createServer(): Server {
  const server = createHttpServer({ ...LIMITS, ...HABITS })
  server.setTimeout(IDLE)
  server.maxConnections = maxConnections()
  // idle connections make room for new ones
  server.on('drop', () => server.closeIdleConnections())
  return server
}

/** Requests wait for the first snapshot, which cannot be made before the port is known. */
export function holdRequests(server: Server): (listener: RequestListener) => void {
  const { promise, resolve } = Promise.withResolvers<RequestListener>()
  const hold: RequestListener = async (incoming, outgoing) => (await promise)(incoming, outgoing)
  server.on('request', hold)
  return (listener) => {
    server.off('request', hold).on('request', listener)
    resolve(listener)
  }
}

/** Finishes requests in flight, and cuts off those that take too long. */
export async function stop(server: Server): Promise<void> {
  const look = setInterval(() => server.closeIdleConnections(), LOOK)
  const end = setTimeout(() => server.closeAllConnections(), GRACE)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  clearInterval(look)
  clearTimeout(end)
}

export interface Wish {
  /** An address or a name of this machine; absent: all of them. */
  readonly host?: string
  readonly port: number
  /** Whether a taken port is an error; otherwise the next free one is used. */
  readonly strictPort: boolean
}

/** The system's codes for a host at which it cannot listen. */
const NO_HOST = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EAI_AGAIN', 'EINVAL', 'ENOTFOUND'])

/**
 * Listens on the wanted port, or on one of the next if that is allowed.
 * @throws an Error in plain words if the port is taken or not allowed, or the host is not here
 */
export async function listen(server: Server, { host, port, strictPort }: Wish): Promise<number> {
  const wishes =
    strictPort || port === 0 ? [port] : [...Array(NEXT_PORTS).keys()].map((step) => port + step).concat(0)
  for (const wish of wishes) {
    if (await canListen(server, wish, host)) return portOf(server)
  }
  throw new Error(`Port ${port} is in use. Stop the program that uses it, or choose another with --port.`)
}

function canListen(server: Server, port: number, host?: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else if (error.code === 'EACCES')
        reject(new Error(`Port ${port} needs administrator rights. Choose a port above 1023 with --port.`))
      else reject(NO_HOST.has(error.code ?? '') ? noHost(host, error) : error)
    }
    server.once('error', onError)
    server.listen({ port, host }, () => {
      server.off('error', onError)
      resolve(true)
    })
  })
}

function noHost(host: string | undefined, { code }: NodeJS.ErrnoException): UsageError {
  return new UsageError(
    `"${host}" is not an address of this machine (${code}). Write --host 127.0.0.1, or omit --host.`,
  )
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
