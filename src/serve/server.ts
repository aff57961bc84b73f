/** An HTTP server that slow, idle and hostile clients do not wear out. */
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { UsageError } from '../base/usage-error.ts'
import { maxConnections } from './capacity.ts'

/** In milliseconds, if not said otherwise. */
const LIMITS = {
  /** For a request's head, from the first byte on. */
  headersTimeout: 10_000,
  /** For a whole request; ours have no bodies that anybody reads. */
  requestTimeout: 15_000,
  /** Between two requests of a connection: an aggregator's next one comes at once or not at all. */
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  /** In bytes; Node answers 431 beyond. */
  maxHeaderSize: 16 * 1024,
} as const

const HABITS = {
  /** A request that has no body gets no stream to read one from. */
  optimizeEmptyRequests: true,
  /** A field that comes twice has both values, not the first alone (RFC 9110, section 5.3). */
  joinDuplicateHeaders: true,
} as const

/** A client that takes nothing of its answer for so long has gone, in milliseconds. */
const IDLE = 60_000

/** What is in flight may end within this time after the server was told to stop, in milliseconds. */
const GRACE = 4_000

/** How often it is looked whether connections have become idle, while stopping, in milliseconds. */
const LOOK = 50

/** Ports tried after the wished one, before the system may choose. */
const NEXT_PORTS = 20

export function createServer(): Server {
  const server = createHttpServer({ ...LIMITS, ...HABITS })
  server.setTimeout(IDLE)
  server.maxConnections = maxConnections()
  // whoever keeps a connection without using it makes room for others
  server.on('drop', () => server.closeIdleConnections())
  return server
}

/** Requests wait until the first snapshot is there: the port must be known before it can be made. */
export function holdRequests(server: Server): (listener: RequestListener) => void {
  const { promise, resolve } = Promise.withResolvers<RequestListener>()
  const hold: RequestListener = async (incoming, outgoing) => (await promise)(incoming, outgoing)
  server.on('request', hold)
  return (listener) => {
    server.off('request', hold).on('request', listener)
    resolve(listener)
  }
}

/** Finishes what is in flight, and ends what does not finish in time. */
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

/** What the system says of a host at which it cannot listen. */
const NO_HOST = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EAI_AGAIN', 'EINVAL', 'ENOTFOUND'])

/**
 * Listens on the wished port, or on one of the next if that may be.
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
