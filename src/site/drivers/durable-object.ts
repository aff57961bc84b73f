/** The database of a site at the edge: the SQLite of a Durable Object. */
import type { Database, Value } from '../database.ts'

type StoredValue = null | string | number | ArrayBuffer

/** What is used of a Durable Object's `ctx.storage` (https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/). */
export interface DurableStorage {
  readonly sql: {
    exec(
      sql: string,
      ...values: (Value | ArrayBuffer)[]
    ): { toArray(): Record<string, StoredValue>[]; readonly rowsWritten: number }
  }
  transactionSync<T>(work: () => T): T
}

/** @param onWritten is called with the rows that a statement wrote, those of indexes included */
export function durableDatabase(
  storage: DurableStorage,
  onWritten: (rows: number) => void = () => {},
): Database {
  return {
    all<Row>(sql: string, ...values: readonly Value[]): Row[] {
      return storage.sql
        .exec(sql, ...values)
        .toArray()
        .map(withBytes) as Row[]
    },
    run(sql, ...values) {
      onWritten(storage.sql.exec(sql, ...values).rowsWritten)
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
