/** The access log: one entry for each request, when it has been answered. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'

export interface AccessEntry {
  /** RFC 3339, of the end. */
  readonly time: string
  readonly client: string
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly status: number
  /** Written to the connection, head and body. */
  readonly bytes: number
  /** From the head of the request to the end of the answer. */
  readonly milliseconds: number
  readonly agent?: string
  /** The client went away before the end. */
  readonly isAborted?: true
}

export type LogFormat = 'plain' | 'json'

/** Reports each request of a server, also those that fail. */
export function observe(server: Server, report: (entry: AccessEntry) => void): void {
  server.on('request', (request, response) => {
    const started = performance.now()
    const { remoteAddress: client = '', bytesWritten: before } = request.socket
    response.once('close', () => {
      const bytes = request.socket.bytesWritten - before
      report(toEntry(request, response, { client, bytes, milliseconds: performance.now() - started }))
    })
  })
}

function toEntry(
  { method = '', url = '', headers }: IncomingMessage,
  { statusCode, writableFinished }: ServerResponse,
  { client, bytes, milliseconds }: Pick<AccessEntry, 'client' | 'bytes' | 'milliseconds'>,
): AccessEntry {
  const agent = headers['user-agent']
  return {
    time: new Date().toISOString(),
    client,
    method,
    url,
    status: statusCode,
    bytes,
    milliseconds: Math.round(milliseconds * 10) / 10,
    ...(agent === undefined ? {} : { agent }),
    ...(writableFinished ? {} : { isAborted: true }),
  }
}

/** One line without control characters, whatever a client sends. */
export function formatAccess(entry: AccessEntry, format: LogFormat): string {
  return (format === 'json' ? JSON.stringify(entry) : toText(entry)).replace(CONTROLS, escapeControl)
}

function toText({
  time,
  client,
  method,
  url,
  status,
  bytes,
  milliseconds,
  agent,
  isAborted,
}: AccessEntry): string {
  const end = isAborted ? ' aborted' : ''
  return `${time} ${client} ${method} ${url} ${status} ${bytes} B ${milliseconds} ms ${JSON.stringify(agent ?? '')}${end}`
}

/** The control characters that JSON does not escape. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
