/** The database of a site on Node.js, Deno and Bun: a file, or memory. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Database, Value } from '../database.ts'

/** A writer waits this long for another one, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** Of the page cache, in KiB (SQLite takes it negative). */
const CACHE_SIZE = 16 * 1024

/** Codes for a file that cannot be used as it is: SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26])

export interface NodeDatabase extends Database {
  close(): void
}

export interface NodeDatabaseOptions {
  /** Another process or thread writes; this one only reads. */
  readonly readOnly?: boolean
  /** `full`: a commit is on the disk before it returns. `off`: what can be made again needs no such care. */
  readonly synchronous?: 'full' | 'normal' | 'off'
  /** How long to wait for another writer, in milliseconds. */
  readonly timeout?: number
}

/**
 * @param path of a file, or `:memory:`
 * @throws the engine's error, with `errcode` (https://www.sqlite.org/rescode.html)
 */
export function openDatabase(path: string, options: NodeDatabaseOptions = {}): NodeDatabase {
  const { readOnly = false, synchronous = 'full', timeout = BUSY_TIMEOUT } = options
  const engine = new DatabaseSync(path, { readOnly, timeout })
  try {
    if (!readOnly) engine.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}`)
    engine.exec(`pragma cache_size = -${CACHE_SIZE}; pragma temp_store = memory`)
  } catch (error) {
    engine.close()
    throw error
  }
  return new NodeSqlite(engine)
}

class NodeSqlite implements NodeDatabase {
  readonly #engine: DatabaseSync
  /** By their text; the texts are constants of the code, so there are few. */
  readonly #statements = new Map<string, StatementSync>()

  constructor(engine: DatabaseSync) {
    this.#engine = engine
  }

  all<Row>(sql: string, ...values: readonly Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  run(sql: string, ...values: readonly Value[]): void {
    this.#prepare(sql).run(...values)
  }

  transaction<T>(work: () => T): T {
    this.#engine.exec('begin immediate')
    try {
      const result = work()
      this.#engine.exec('commit')
      return result
    } catch (error) {
      // a full disk has rolled back already
      if (this.#engine.isTransaction) this.#engine.exec('rollback')
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.#engine.close()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#engine.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** The primary code of the engine's error (https://www.sqlite.org/rescode.html); 0 of any other error. */
export function sqliteCode(error: unknown): number {
  const isKnown = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isKnown ? Number(error.errcode) & 0xff : 0
}

export function isDamaged(error: unknown): boolean {
  return DAMAGED.has(sqliteCode(error))
}

/** SQLITE_IOERR, too: a file became shorter while it was open. */
export function isUnreadable(error: unknown): boolean {
  return isDamaged(error) || sqliteCode(error) === 10
}
