/** What every step of the site works with. */
import type { Hash, Site } from '../model.ts'
import type { Database } from './database.ts'

export interface Context {
  readonly db: Database
  readonly site: Site
  readonly hash: Hash
}

/** A parameter for `json_each(?)`. */
export function list(values: Iterable<string | number>): string {
  return JSON.stringify([...values])
}
