/** Locks (RFC 4918, sections 6 and 7). */
import { isWithin, parentOf } from '../../base/paths.ts'
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import { Refused } from './body.ts'
import { parseIf } from './if-header.ts'
import { keyOf } from './names.ts'
import { WITHIN } from './tables.ts'

export interface Lock {
  readonly token: string
  readonly path: string
  /** 1: everything in the folder, too. */
  readonly depth: number
  readonly shared: number
  /** XML. */
  readonly owner: string
  /** In seconds. */
  readonly timeout: number
  readonly expires: Instant
}

/** In seconds. */
const LONGEST = 3600
const USUAL = 600

/** Locks there may be. */
const MOST = 1000

/** Locks that hold for a key: on itself, or on a folder that it is in. */
export function locksOn(db: Database, key: string, now: Instant): Lock[] {
  return allLocks(db, now).filter(({ path, depth }) => path === key || (depth === 1 && isWithin(key, path)))
}

/** Locks on something in a folder. */
function locksIn(db: Database, key: string, now: Instant): Lock[] {
  return allLocks(db, now).filter(({ path }) => path !== key && isWithin(path, key))
}

function allLocks(db: Database, now: Instant): Lock[] {
  return db.all<Lock>('select * from dav_lock where expires > ?', now)
}

export function putLock(db: Database, lock: Lock): void {
  db.run('delete from dav_lock where expires < ?', lock.expires - LONGEST * 1000)
  const { token, path, depth, shared, owner, timeout, expires } = lock
  db.run(
    `insert or replace into dav_lock (token, path, depth, shared, owner, timeout, expires)
     values (?, ?, ?, ?, ?, ?, ?)`,
    ...[token, path, depth, shared, owner, timeout, expires],
  )
}

export function removeLock(db: Database, token: string): void {
  db.run('delete from dav_lock where token = ?', token)
}

/** Locks do not move with what they were on. */
export function removeLocksIn(db: Database, key: string): void {
  db.run(`delete from dav_lock where ${WITHIN}`, key)
}

/** @throws {Refused} where another lock is in the way */
export function checkFree(
  db: Database,
  { path, depth, shared }: Pick<Lock, 'path' | 'depth' | 'shared'>,
  now: Instant,
): void {
  const others = [...locksOn(db, path, now), ...(depth === 1 ? locksIn(db, path, now) : [])]
  if (others.some((other) => shared === 0 || other.shared === 0)) throw new Refused(423, 'It is locked.')
  if (allLocks(db, now).length >= MOST) throw new Refused(507, 'There are too many locks.')
}

/** In seconds: `Second-600, Infinite`. */
export function timeoutOf(header: string | null): number {
  const [, seconds] = /Second-(\d{1,10})/i.exec(header ?? '') ?? []
  return Math.min(LONGEST, seconds === undefined ? USUAL : Math.max(1, Number(seconds)))
}

/** What a request is about to change. */
export interface Change {
  readonly key: string
  /** Everything in it changes, too. */
  readonly isDeep?: boolean
  /** It comes or goes, so its folder changes. */
  readonly isMember?: boolean
}

/** The tokens in the If header of a request whose conditions hold. */
export async function submittedTokens(
  request: Request,
  db: Database,
  now: Instant,
  etagOf: (key: string) => Promise<string | undefined>,
): Promise<ReadonlySet<string>> {
  const header = request.headers.get('If')
  if (header === null) return new Set()
  const lists = parseIf(header)
  if (lists === undefined) throw new Refused(400, 'The If header is malformed.')
  const results: boolean[] = []
  for (const { resource, conditions } of lists) {
    const url = URL.parse(resource ?? request.url, request.url)
    const key = url === null ? undefined : keyOf(url.pathname)
    if (key === undefined) throw new Refused(400, 'The If header names something that is not in this folder.')
    const tokens = new Set(locksOn(db, key, now).map(({ token }) => token))
    const etag = conditions.some((condition) => condition.etag !== undefined) ? await etagOf(key) : undefined
    results.push(
      conditions.every((condition) => {
        const holds =
          condition.token === undefined ? condition.etag === `"${etag}"` : tokens.has(condition.token)
        return holds !== condition.isNegated
      }),
    )
  }
  if (!results.includes(true)) throw new Refused(412, 'The conditions of the If header do not hold.')
  return new Set(lists.flatMap(({ conditions }) => conditions.flatMap(({ token }) => token ?? [])))
}

/** @throws {Refused} where a lock holds for what changes, and its token was not submitted */
export function checkLocks(
  db: Database,
  changes: readonly Change[],
  tokens: ReadonlySet<string>,
  now: Instant,
): void {
  for (const { key, isDeep = false, isMember = false } of changes) {
    const held = locksOn(db, key, now)
    if (isDeep) held.push(...locksIn(db, key, now))
    if (isMember) held.push(...locksOn(db, parentOf(key), now))
    // of shared locks on one path, one token is enough
    const isBarred = held.some(
      ({ path }) => !held.some((lock) => lock.path === path && tokens.has(lock.token)),
    )
    if (isBarred) throw new Refused(423, 'It is locked.')
  }
}
