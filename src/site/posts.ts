/** The `post` table: readable posts, as their files say them. */

import { urlOf } from '../ids/addresses.ts'
import type { Candidate } from '../ids/identity.ts'
import { idOfName } from '../ids/mint.ts'
import type { Instant, PostHead } from '../model.ts'
import { type Context, type Database, first, paths } from './database.ts'
import type { ReadPost } from './read-source.ts'
import { POST_STATES } from './schema.ts'

/** @returns whether anything of it is new */
export function putPost(db: Database, { post, features }: ReadPost): boolean {
  const { body, ...head } = post
  const { path, published, updated, expires = null, folder, id } = post
  const json = JSON.stringify(head)
  const isSame = 'select 1 from post join body using (path) where path = ? and head = ? and markdown = ?'
  if (first(db, isSame, path, json, body) !== undefined) return false
  const { text, sketch } = features
  db.run(
    `insert or replace into post (path, head, published, updated, expires, folder, name, text, sketch, state)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[path, json, published, updated, expires, folder],
    ...[id === undefined ? null : idOfName(id), text, sketch],
    POST_STATES.waiting,
  )
  db.run('insert or replace into body (path, markdown) values (?, ?)', path, body)
  db.run('insert or ignore into folder (path) values (?)', folder)
  return true
}

/** Gives a post that names no date the one that it had first. */
export function keepFirstDate(db: Database, path: string, first: Instant): void {
  db.run(
    `update post set published = ?1, updated = iif(updated > published, max(updated, ?1), ?1),
       head = json_set(head, '$.published', ?1, '$.updated', iif(updated > published, max(updated, ?1), ?1))
     where path = ?2 and published <> ?1`,
    ...[first, path],
  )
}

/** @returns whether it was there */
export function removePost(db: Database, path: string): boolean {
  const wasThere = hasPost(db, path)
  for (const table of ['post', 'body']) db.run(`delete from ${table} where path = ?`, path)
  return wasThere
}

export function hasPost(db: Database, path: string): boolean {
  return first(db, 'select 1 from post where path = ?', path) !== undefined
}

export function allPaths(db: Database): string[] {
  return paths(db, 'select path from post')
}

/** Paths of the posts that say that they were updated after one instant, and not after another. */
export function updatedBetween(db: Database, from: Instant, to: Instant): string[] {
  return paths(db, 'select path from post where updated > ? and updated <= ?', from, to)
}

/** When the clock changes a post next: it appears, expires, or its date of update comes. */
export function nextTurn(db: Database, now: Instant): Instant | undefined {
  const row = first<{ next: number | null }>(
    db,
    `select min(next) as next from (
       select min(published) as next from post where published > ?1
       union all select min(updated) from post where updated > ?1
       union all select min(expires) from post where expires > ?1)`,
    now,
  )
  return row?.next ?? undefined
}

/** Paths of the posts that are in feeds and not composed yet: the process ended before. */
export function waitingPaths(db: Database): string[] {
  return paths(db, `select path from post where state = ${POST_STATES.waiting}`)
}

/** The order of a cross join stands: an index finds the posts, and nobody reads all entries. */
const HAS_ADDRESS = 'post cross join entry on entry.path = post.path and here = 1 and address is not null'

/** In characters: posts that are composed in one step. */
const PORTION = 1024 * 1024

/** Paths of posts that are to be composed, by path, as many as one step can compose. */
export function waitingPosts(db: Database, limit: number): string[] {
  return portionOf(
    db.all<LengthRow>(
      `select post.path, length(markdown) as length from ${HAS_ADDRESS} join body using (path)
       where state = ${POST_STATES.waiting} order by post.path limit ?`,
      limit,
    ),
  )
}

/** The same of the newest posts. @param newest how many these are */
export function newestWaiting(db: Database, limit: number, newest: number): string[] {
  return portionOf(
    db.all<LengthRow>(
      `select path, length(markdown) as length from (
         select post.path, state from ${HAS_ADDRESS} order by post.published desc limit ?
       ) join body using (path) where state = ${POST_STATES.waiting} limit ?`,
      newest,
      limit,
    ),
  )
}

interface LengthRow {
  readonly path: string
  readonly length: number
}

/** The first posts, until they are long enough for one step. */
function portionOf(rows: readonly LengthRow[]): string[] {
  const portion: string[] = []
  let total = 0
  for (const { path, length } of rows) {
    portion.push(path)
    total += length
    if (total >= PORTION) break
  }
  return portion
}

/** A place in the order in which posts were published. */
export interface PublishedPath {
  readonly published: Instant
  readonly path: string
}

/** Posts after a place, the oldest first. */
export function publishedAfter(
  db: Database,
  after: PublishedPath | undefined,
  limit: number,
): PublishedPath[] {
  return db.all<PublishedPath>(
    `select published, path from post
     where published >= ?1 and (published > ?1 or path > ?2) order by published, path limit ?3`,
    ...[after?.published ?? Number.MIN_SAFE_INTEGER, after?.path ?? '', limit],
  )
}

/** Those of some posts that cannot be used. */
export function refusedAmong(db: Database, some: readonly string[]): string[] {
  return paths(
    db,
    `select path from post where state = ${POST_STATES.refused} and path in (select value from json_each(?))`,
    JSON.stringify(some),
  )
}

/** Paths of the posts for which their last good versions stand in. */
export function keptPaths(db: Database): string[] {
  return paths(db, `select path from post where state = ${POST_STATES.kept}`)
}

/** Posts as they are compared with the ledger. */
export function candidates(db: Database, of: Iterable<string>): Candidate[] {
  const rows = db.all<{ path: string; head: string; text: string; sketch: string }>(
    'select path, head, text, sketch from post where path in (select value from json_each(?))',
    JSON.stringify([...of]),
  )
  return rows.map(({ path, head, text, sketch }) => ({
    post: JSON.parse(head),
    features: { path, text, sketch },
  }))
}

/** The posts with the addresses of their pages. */
export function placedPosts({ db, site }: Pick<Context, 'db' | 'site'>): { post: PostHead; url: string }[] {
  const rows = db.all<{ head: string; address: string }>(
    `select head, address from post join entry on entry.path = post.path and here = 1
     where address is not null order by published, post.path`,
  )
  return rows.map(({ head, address }) => ({ post: JSON.parse(head), url: urlOf(address, site) }))
}
