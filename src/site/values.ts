/** The `cache_value` and `state_value` tables: single values of the site. */
import { type Database, first } from './database.ts'

export function cacheValue(db: Database, name: string): string | undefined {
  return first<{ value: string }>(db, 'select value from cache_value where name = ?', name)?.value
}

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
