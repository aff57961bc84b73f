/**
 * The database interface that the site is written against: two engines implement it, `node:sqlite` and the SQLite of a
 * Durable Object. Both are synchronous.
 */
import type { Hash, Site, Working } from '../model.ts'

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

/** Bytes outside the database that all workers of a build share. */
export interface Scratch {
  /** @returns where they are */
  append(pieces: readonly Uint8Array[]): number
  read(start: number, length: number): Uint8Array
}

export interface Context {
  readonly db: Database
  readonly site: Site
  readonly hash: Hash
  /** Where a build puts the bytes of posts aside; absent: they are written when they are needed. */
  readonly scratch?: Scratch
  /** Runs what works on one post; absent: a post may take any time. */
  readonly working?: Working
}

/** A parameter for `json_each(?)`. */
export function list(values: Iterable<string | number>): string {
  return JSON.stringify([...values])
}

/** A single value of the site, which is part of the cache. */
export function cacheValue(db: Database, name: string): string | undefined {
  return first<{ value: string }>(db, 'select value from cache_value where name = ?', name)?.value
}

/** A single value of the site, which is part of the state. */
export function stateValue(db: Database, name: string): string | undefined {
  return first<{ value: string }>(db, 'select value from state_value where name = ?', name)?.value
}

/** @param value null removes it */
export function setStateValue(db: Database, name: string, value: string | null): void {
  if (value === null) db.run('delete from state_value where name = ?', name)
  else db.run('insert or replace into state_value (name, value) values (?, ?)', name, value)
}

/** @param value null removes it */
export function setCacheValue(db: Database, name: string, value: string | null): void {
  if (value === null) db.run('delete from cache_value where name = ?', name)
  else db.run('insert or replace into cache_value (name, value) values (?, ?)', name, value)
}
