/**
 * The `pending` table: keys of the bucket that have to be looked at. A listing of the whole bucket, a page at a time, adds
 * what an event missed; one that is cut short goes on where it was.
 */
import { isIgnored } from '../../content/ignored.ts'
import type { Instant } from '../../model.ts'
import { cacheValue, count, type Database, first, setCacheValue } from '../../site/database.ts'
import { vanishing } from '../../site/files.ts'
import type { Bucket, BucketObject } from './platform.ts'

export interface Pending {
  readonly path: string
  /** Grows with each report of a key: a key that is reported while it is read stays. */
  readonly number: number
  /** How often the object began to read it and ended before it was done: see {@link begin}. */
  readonly attempts: number
}

/** Whether a key is a file of the posts folder; others stay in the bucket as they are. */
export function isFile(key: string): boolean {
  return !key.endsWith('/') && !isIgnored(key)
}

/** For a key that waits until a listing has ended. */
const HELD = Number.MAX_SAFE_INTEGER

export function createPending(db: Database): void {
  db.run(`create table if not exists pending (
    path text primary key, number integer not null, due integer not null,
    attempts integer not null default 0
  ) strict, without rowid`)
}

/** @param due when it is looked at */
export function putPending(db: Database, path: string, due: Instant): void {
  db.run(
    `insert into pending (path, number, due) values (?1, 1, ?2)
     on conflict (path) do update set number = number + 1, due = ?2, attempts = 0`,
    ...[path, due],
  )
}

/** The keys to read next. One with which the object has ended before is read alone, after all others. */
export function duePending(db: Database, now: Instant, limit: number): Pending[] {
  const select = 'select path, number, attempts from pending where due <= ?'
  const fresh = db.all<Pending>(`${select} and attempts = 0 limit ?`, now, limit)
  return fresh.length > 0 || limit < 1 ? fresh : db.all<Pending>(`${select} limit 1`, now)
}

/** Notes that keys are being read: a post that takes more time or memory than there is ends the object. */
export function begin(db: Database, taken: readonly Pending[]): void {
  for (const { path } of taken) db.run('update pending set attempts = attempts + 1 where path = ?', path)
}

/** Notes that the object did not end, though something failed. */
export function giveBack(db: Database, taken: readonly Pending[]): void {
  for (const { path, number } of taken)
    db.run(
      'update pending set attempts = attempts - 1 where path = ? and number = ? and attempts > 0',
      path,
      number,
    )
}

export function removePending(db: Database, taken: readonly { readonly pending: Pending }[]): void {
  for (const { pending } of taken)
    db.run('delete from pending where path = ? and number = ?', pending.path, pending.number)
}

export function pendingCount(db: Database): number {
  return count(db, 'select count(*) as count from pending')
}

export function nextPending(db: Database): Instant | undefined {
  const row = first<{ due: number | null }>(db, 'select min(due) as due from pending where due < ?', HELD)
  return row?.due ?? undefined
}

/** Posts of the bucket that are read, and those that are known. */
export function postCounts(db: Database): { readonly read: number; readonly known: number } {
  const row = first<{ read: number; waiting: number }>(
    db,
    `select (select count(*) from file where kind = 'post') as read,
       (select count(*) from pending where (path like '%.md' or path like '%.mdx' or path like '%.markdown')
        and not exists (select 1 from file where file.path = pending.path)) as waiting`,
  )
  const { read = 0, waiting = 0 } = row ?? {}
  return { read, known: read + waiting }
}

/** The key after which the listing goes on; absent: nothing is listed. */
const AFTER = 'listing'

/** Whether a bucket that has lost most posts is taken as it is. */
const ALLOWS_EMPTY = 'allows empty'

/** Posts that the last listing missed and that are still served, because they were too many. */
const VANISHED = 'vanished'

/** No key comes after it. */
const LAST = '\u{10ffff}'

export function beginListing(db: Database, allowsEmpty = false): void {
  if (allowsEmpty) setCacheValue(db, ALLOWS_EMPTY, '1')
  setCacheValue(db, AFTER, '')
}

export function isListing(db: Database): boolean {
  return cacheValue(db, AFTER) !== undefined
}

/** Posts that are gone from the bucket and kept nevertheless: see site/files.ts; undefined: none. */
export function vanishedPosts(db: Database): number | undefined {
  const value = cacheValue(db, VANISHED)
  return value === undefined ? undefined : Number(value)
}

/** Lists the next page of the bucket: one operation. */
export async function listPage(db: Database, bucket: Bucket): Promise<void> {
  const after = cacheValue(db, AFTER) ?? ''
  const page = await bucket.list(after === '' ? {} : { startAfter: after })
  const last = page.truncated ? page.objects.at(-1)?.key : undefined
  // another listing may have begun meanwhile
  if (cacheValue(db, AFTER) !== after) return
  db.transaction(() => {
    const files = page.objects.filter(({ key }) => isFile(key))
    compare(db, files, after, last ?? LAST)
    setCacheValue(db, AFTER, last ?? null)
    if (last === undefined) end(db)
  })
}

function compare(db: Database, objects: readonly BucketObject[], after: string, last: string): void {
  const rows = db.all<{ path: string; stamp: string | null }>(
    'select path, stamp from file where path > ? and path <= ?',
    ...[after, last],
  )
  const known = new Map(rows.map(({ path, stamp }) => [path, stamp]))
  // what is pending already may wait for its writer
  const add = (path: string, due: Instant) =>
    db.run('insert or ignore into pending (path, number, due) values (?, 1, ?)', path, due)
  for (const { key, etag } of objects) {
    if (known.get(key) !== etag) add(key, Date.now())
    known.delete(key)
  }
  for (const path of known.keys()) add(path, HELD)
}

function end(db: Database): void {
  const gone = count(
    db,
    `select count(*) as count from pending join file using (path) where due = ${HELD} and kind = 'post'`,
  )
  const posts = count(db, `select count(*) as count from file where kind = 'post'`)
  const isTooMuch = vanishing(posts, posts - gone) !== undefined && cacheValue(db, ALLOWS_EMPTY) === undefined
  if (isTooMuch) db.run('delete from pending where due = ?', HELD)
  else db.run('update pending set due = 0 where due = ?', HELD)
  setCacheValue(db, VANISHED, isTooMuch ? String(gone) : null)
  setCacheValue(db, ALLOWS_EMPTY, null)
}
