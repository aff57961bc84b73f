/** The access log: one entry for each request, when it has been answered. */
import type { Server } from 'node:http'

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
  readonly agent?: string | undefined
  /** The client went away before the end. */
  readonly isAborted?: true | undefined
}

export type LogFormat = 'plain' | 'json'

/** Reports each request of a server, also those that fail. */
export function observe(server: Server, report: (entry: AccessEntry) => void): void {
  server.on('request', (request, response) => {
    const started = performance.now()
    const { remoteAddress: client = '', bytesWritten: before } = request.socket
    response.once('close', () => {
      const { method = '', url = '', headers } = request
      report({
        ...{ time: new Date().toISOString(), client, method, url },
        status: response.statusCode,
        bytes: request.socket.bytesWritten - before,
        milliseconds: Math.round((performance.now() - started) * 10) / 10,
        agent: headers['user-agent'],
        isAborted: response.writableFinished ? undefined : true,
      })
    })
  })
}

/** One line without control characters, whatever a client sends. */
export function formatAccess(entry: AccessEntry, format: LogFormat): string {
  return (format === 'json' ? JSON.stringify(entry) : toText(entry)).replace(CONTROLS, escapeControl)
}

function toText(entry: AccessEntry): string {
  const { time, client, method, url, status, bytes, milliseconds, agent = '', isAborted } = entry
  const end = isAborted ? ' aborted' : ''
  return `${time} ${client} ${method} ${url} ${status} ${bytes} B ${milliseconds} ms ${JSON.stringify(agent)}${end}`
}

/** The control characters that JSON does not escape. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]/g

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
