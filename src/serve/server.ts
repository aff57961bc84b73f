/** An HTTP server that withstands slow, idle and hostile clients, and keeps file descriptors free. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { UsageError } from '../base/usage-error.ts'
import { codeOf } from '../disk/error-code.ts'

/** In milliseconds, if not said otherwise. */
const OPTIONS = {
  /** For a request's head, from the first byte on. */
  headersTimeout: 10_000,
  /** For a whole request; no body of a request is read. */
  requestTimeout: 15_000,
  /** Between two requests of a connection: an aggregator sends the next one at once or not at all. */
  keepAliveTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  /** In bytes; Node answers 431 beyond. */
  maxHeaderSize: 16 * 1024,
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

/** Each costs some kilobytes. */
const MAX_CONNECTIONS = 10_000

/** Open files besides connections: threads, libraries, the log, posts that are being read. */
const OWN_FILES = 96

export function createServer(): Server {
  const server = createHttpServer(OPTIONS)
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

/**
 * Listens on the wanted port, or on one of the next if that is allowed.
 * @throws an Error in plain words if the port is taken or not allowed, or the host is not here
 */
export async function listen(server: Server, { host, port, strictPort }: Wish): Promise<number> {
  const others =
    strictPort || port === 0 ? [] : Array.from({ length: NEXT_PORTS }, (_, step) => port + 1 + step)
  for (const wish of [port, ...others, ...(others.length > 0 ? [0] : [])]) {
    server.listen({ port: wish, host })
    try {
      await once(server, 'listening')
      return portOf(server)
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw explained(error, wish, host)
    }
  }
  throw new Error(`Port ${port} is in use. Stop the program that uses it, or choose another with --port.`)
}

function explained(error: unknown, port: number, host: string | undefined): unknown {
  const code = codeOf(error)
  if (code === 'EACCES')
    return new Error(`Port ${port} needs administrator rights. Choose a port above 1023 with --port.`)
  if (host === undefined) return error
  return new UsageError(
    `"${host}" is not an address of this machine (${code}). Write --host 127.0.0.1, or omit --host.`,
  )
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** @param limit of open files; absent: what the system allows this process */
export function maxConnections(limit = limitOfOpenFiles()): number {
  // an answer may need an open file of its own besides the connection
  return Math.max(8, Math.min(MAX_CONNECTIONS, Math.floor((limit - OWN_FILES) / 2)))
}

/** Node has raised the soft limit to the hard one. Without /proc it is unknown. */
function limitOfOpenFiles(): number {
  try {
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
