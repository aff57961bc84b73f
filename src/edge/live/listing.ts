/**
 * Compares the bucket with the `file` table, a page of the listing at a time: what an event missed becomes pending. A
 * listing that is cut short goes on where it was.
 */
import { count, type Database } from '../../site/database.ts'
import { cacheValue, setCacheValue } from '../../site/values.ts'
import { vanishing } from '../../site/vanishing.ts'
import { isFile } from './items.ts'
import { HELD, isPending, putPending, releaseHeld } from './pending.ts'
import type { Bucket, BucketObject } from './platform.ts'

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

/** Posts that are gone from the bucket and kept nevertheless: see site/vanishing.ts; undefined: none. */
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
  for (const { key: path, size, etag } of objects) {
    // what is pending already may wait for its writer
    if (known.get(path) !== etag && !isPending(db, path))
      putPending(db, path, Date.now(), { path, size, etag })
    known.delete(path)
  }
  for (const path of known.keys()) if (!isPending(db, path)) putPending(db, path, HELD)
}

function end(db: Database): void {
  const gone = count(
    db,
    `select count(*) as count from pending join file using (path) where due = ${HELD} and kind = 'post'`,
  )
  const posts = count(db, `select count(*) as count from file where kind = 'post'`)
  const isTooMuch = vanishing(posts, posts - gone) !== undefined && cacheValue(db, ALLOWS_EMPTY) === undefined
  releaseHeld(db, !isTooMuch)
  setCacheValue(db, VANISHED, isTooMuch ? String(gone) : null)
  setCacheValue(db, ALLOWS_EMPTY, null)
}
