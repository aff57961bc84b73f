/** The tables of WebDAV: locks, and the properties that clients set. */
import type { Database } from '../../site/database.ts'

export function createDavTables(db: Database): void {
  // `depth` is 0 or 1, which stands for infinity; `owner` is XML
  db.run(`create table if not exists dav_lock (
    token text primary key, path text not null, depth integer not null, shared integer not null,
    owner text not null, timeout integer not null, expires integer not null
  ) strict`)
  db.run(`create table if not exists dav_property (
    path text not null, namespace text not null, name text not null, xml text not null,
    primary key (path, namespace, name)
  ) strict, without rowid`)
}

/** Of a key and everything in it. */
export const WITHIN = `(path = ?1 or ?1 = '' or substr(path, 1, length(?1) + 1) = ?1 || '/')`
