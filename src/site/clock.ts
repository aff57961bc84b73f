/** The instant for which a site was last brought up to date. */
import type { Instant } from '../model.ts'
import { cacheValue, type Database, setCacheValue } from './database.ts'
import { nextTurn } from './posts.ts'

const CLOCK = 'clock'

/** Undefined where the site has never been published. */
export function lastInstant(db: Database): Instant | undefined {
  const value = cacheValue(db, CLOCK)
  return value === undefined ? undefined : Number(value)
}

/** @param now undefined: it counts as never published */
export function setLastInstant(db: Database, now: Instant | undefined): void {
  setCacheValue(db, CLOCK, now === undefined ? null : String(now))
}

/**
 * For a database that takes the place of one that was served: its feeds may have looked otherwise before, so they are
 * dated as changed now.
 */
export function continueFrom(db: Database, now: Instant): void {
  if (lastInstant(db) === undefined) setLastInstant(db, now)
}

/** Whether the clock has changed no post since then. */
export function isOfNow(db: Database, now: Instant): boolean {
  const last = lastInstant(db)
  return last !== undefined && last <= now && (nextTurn(db, last) ?? Number.POSITIVE_INFINITY) > now
}
