/** The database of a site at the edge: the SQLite of a Durable Object. */
import type { Database, Value } from '../database.ts'

type StoredValue = null | string | number | ArrayBuffer

/** What is used of a Durable Object's `ctx.storage` (https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/). */
export interface DurableStorage {
  readonly sql: {
    exec(sql: string, ...values: (Value | ArrayBuffer)[]): { toArray(): Record<string, StoredValue>[] } & Rows
  }
  transactionSync<T>(work: () => T): T
}

/** The rows that a statement read and wrote, those of indexes included. */
export interface Rows {
  readonly rowsRead: number
  readonly rowsWritten: number
}

/** @param onRows is called after each statement */
export function durableDatabase(storage: DurableStorage, onRows: (rows: Rows) => void = () => {}): Database {
  return {
    all<Row>(sql: string, ...values: readonly Value[]): Row[] {
      const cursor = storage.sql.exec(sql, ...values)
      const rows = cursor.toArray()
      onRows(cursor)
      return rows.map(withBytes) as Row[]
    },
    run(sql, ...values) {
      onRows(storage.sql.exec(sql, ...values))
    },
    transaction: (work) => storage.transactionSync(work),
  }
}

/** The engine returns blobs as `ArrayBuffer`. */
function withBytes(row: Record<string, StoredValue>): Record<string, Value> {
  const entries = Object.entries(row).map(([name, value]): [string, Value] => [
    name,
    value instanceof ArrayBuffer ? new Uint8Array(value) : value,
  ])
  return Object.fromEntries(entries)
}
