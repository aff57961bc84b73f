/** The number of connections that leaves room for open files. */
import { readFileSync } from 'node:fs'

/** Each costs some kilobytes. */
const MAX_CONNECTIONS = 10_000

/** Open files besides connections: threads, libraries, the log, posts that are being read. */
const OWN_FILES = 96

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
