/** What every step of the site works with. */
import type { Hash, Site, Working } from '../model.ts'
import type { Database } from './database.ts'

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
  /** Where a build puts the bytes of posts aside; absent: nobody writes them before they are needed. */
  readonly scratch?: Scratch
  /** Runs what works on one post; absent: nobody looks for a post that takes too long. */
  readonly working?: Working
}

/** A parameter for `json_each(?)`. */
export function list(values: Iterable<string | number>): string {
  return JSON.stringify([...values])
}
