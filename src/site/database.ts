/**
 * The database interface that the site is written against: two engines implement it, `node:sqlite` and the SQLite of a
 * Durable Object. Both are synchronous.
 */

/**
 * A value that both engines store and return alike. Booleans are stored as 0 and 1, lists as JSON text for
 * `json_each(?)`: a Durable Object takes at most 100 parameters.
 */
export type Value = null | string | number | Uint8Array

export interface Database {
  /**
   * The rows of a query. Blobs come as `Uint8Array`.
   * @throws the engine's error
   * @example db.all<{ path: string }>('select path from post where published > ?', now)
   */
  all<Row>(sql: string, ...values: readonly Value[]): Row[]
  /** Runs one statement and ignores its rows. */
  run(sql: string, ...values: readonly Value[]): void
  /** Commits what `work` does, or rolls all of it back when it throws. Transactions do not nest. */
  transaction<T>(work: () => T): T
}

/** The column `count` of the only row. */
export function count(db: Database, sql: string, ...values: readonly Value[]): number {
  return first<{ count: number }>(db, sql, ...values)?.count ?? 0
}

/** The column `path` of the rows of a query. */
export function paths(db: Database, sql: string, ...values: readonly Value[]): string[] {
  return db.all<{ path: string }>(sql, ...values).map(({ path }) => path)
}

/** The first row of a query. */
export function first<Row>(db: Database, sql: string, ...values: readonly Value[]): Row | undefined {
  return db.all<Row>(sql, ...values)[0]
}
