/**
 * Versions count the changes of the site. A post, a feed and an archive page have the number of the change that last
 * changed what is shown of them, so that a build makes only what changed since the build before.
 */
import type { Instant } from '../model.ts'
import type { FeedChanges, Position } from './changes.ts'
import { list } from './context.ts'
import type { Database } from './database.ts'
import { cacheValue, setCacheValue } from './values.ts'

/** Posts in a row that expire and are looked past when the posts beside a post are listed, at most. */
export const MAX_BESIDE = 8

/** Above this number of changed posts, every page counts as changed. */
const MANY = 1000

const VERSION = 'version'

/** The number of the last change; 0 of an empty site. */
export function siteVersion(db: Database): number {
  return Number(cacheValue(db, VERSION) ?? 0)
}

export function setSiteVersion(db: Database, version: number): void {
  setCacheValue(db, VERSION, String(version))
}

export function touchPosts(db: Database, paths: Iterable<string>, version: number): void {
  db.run('update post set version = ? where path in (select value from json_each(?))', version, list(paths))
}

export function touchFeeds(db: Database, numbers: Iterable<number>, version: number): void {
  db.run(
    'update feed set version = ? where number in (select value from json_each(?))',
    version,
    list(numbers),
  )
}

/** Marks the posts of a feed as changed: their pages link to it. */
export function touchMembers(db: Database, feed: number, version: number): void {
  const members = 'select path from membership where feed = ?'
  db.run(`update post set version = ? where path in (${members})`, version, feed)
}

/** Marks everything as changed. */
export function touchAll(db: Database, version: number): void {
  for (const table of ['post', 'feed', 'archive_page']) db.run(`update ${table} set version = ?`, version)
}

/** The places in feeds of the posts that come or go after one instant and not after another. */
export function turnedBetween(db: Database, from: Instant, to: Instant): FeedChanges {
  const rows = db.all<{ feed: number; published: number; id: string }>(
    `select feed, membership.published, id from membership join post using (path)
     where path in (select path from post where published > ?1 and published <= ?2
                    union select path from post where expires > ?1 and expires <= ?2)`,
    from,
    to,
  )
  const changes: FeedChanges = new Map()
  for (const { feed, published, id } of rows) {
    const change = changes.get(feed) ?? { more: 0, positions: [] }
    changes.set(feed, change)
    change.positions.push({ published, id })
  }
  return changes
}

/** Paths of the posts that come or go after one instant and not after another. */
export function postsTurnedBetween(db: Database, from: Instant, to: Instant): string[] {
  const rows = db.all<{ path: string }>(
    `select path from post where published > ?1 and published <= ?2
     union select path from post where expires > ?1 and expires <= ?2`,
    from,
    to,
  )
  return rows.map(({ path }) => path)
}

/** Marks the posts beside some places of the main feed as changed: their pages link to the posts there. */
export function touchBeside(
  db: Database,
  main: number,
  positions: readonly Position[],
  version: number,
): void {
  if (positions.length > MANY) db.run('update post set version = ?', version)
  else for (const position of positions) touchPosts(db, neighboursOf(db, main, position), version)
}

function neighboursOf(db: Database, main: number, { published, id }: Position): string[] {
  return [OLDER, NEWER].flatMap((side) => {
    const rows = db.all<{ path: string; expires: number | null }>(side, main, published, id)
    return untilLasting(rows).map(({ path }) => path)
  })
}

/** The nearest posts up to the first one that never expires: nobody looks past it. */
export function untilLasting<Row extends { readonly expires: number | null }>(rows: readonly Row[]): Row[] {
  const lasting = rows.findIndex(({ expires }) => expires === null)
  return rows.slice(0, lasting === -1 ? rows.length : lasting + 1)
}

const OLDER = `select path, expires from membership
  where feed = ?1 and published <= ?2 and (published < ?2 or id > ?3)
  order by published desc, id limit ${MAX_BESIDE}`

const NEWER = `select path, expires from membership
  where feed = ?1 and published >= ?2 and (published > ?2 or id < ?3)
  order by published, id desc limit ${MAX_BESIDE}`
