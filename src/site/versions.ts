/**
 * Versions count the changes of the site. A post, a feed and an archive page have the number of the change that last
 * changed what is shown of them, so that a build makes only what changed since the build before.
 */
import type { Instant } from '../model.ts'
import { cacheValue, type Database, first, list, paths, setCacheValue } from './database.ts'

/** The place of a post in a feed. */
export interface Position {
  readonly published: number
  readonly id: string
}

/** What changed in a feed. */
export interface FeedChange {
  /** Posts that it has more than before. */
  more: number
  /** Every place at which a post came, went or changed. */
  readonly positions: Position[]
}

export type FeedChanges = Map<number, FeedChange>

/** A change of the site. */
export interface Turn {
  /** See versions.ts. */
  readonly version: number
  /** Undefined for the first posts of a site, whose feeds have never been otherwise. */
  readonly now: Instant | undefined
}

/** @param more posts that the feed has more than before */
export function noteChange(changes: FeedChanges, feed: number, more: number, position: Position): void {
  const change = changes.get(feed) ?? { more: 0, positions: [] }
  changes.set(feed, change)
  change.more += more
  change.positions.push(position)
}

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

/**
 * Marks the posts that come or go after one instant and not after another, and their feeds.
 * @returns paths of the posts, and their places in feeds
 */
export function touchTurned(
  db: Database,
  { last, now, version }: { last: Instant; now: Instant; version: number },
): { paths: string[]; changes: FeedChanges } {
  const turned = `select path from post where published > ?1 and published <= ?2
    union select path from post where expires > ?1 and expires <= ?2`
  const posts = paths(db, turned, last, now)
  const rows = db.all<Position & { feed: number }>(
    `select feed, published, id from membership where path in (${turned})`,
    last,
    now,
  )
  const changes: FeedChanges = new Map()
  for (const { feed, published, id } of rows) noteChange(changes, feed, 0, { published, id })
  touchPosts(db, posts, version)
  touchFeeds(db, changes.keys(), version)
  return { paths: posts, changes }
}

/** Marks the posts beside some places of the main feed as changed: their pages link to the posts there. */
export function touchBeside(
  db: Database,
  main: number,
  positions: readonly Position[],
  { now, version }: { now: Instant; version: number },
): void {
  if (positions.length > MANY) db.run('update post set version = ?', version)
  else for (const position of positions) touchPosts(db, pathsBeside(db, main, position, now), version)
}

function pathsBeside(db: Database, main: number, position: Position, now: Instant): string[] {
  const { older, newer } = beside(db, main, position, now)
  return [older, newer].flatMap((neighbour) => neighbour?.path ?? [])
}

interface Neighbour {
  readonly path: string
  readonly page: string | null
}

/** The posts before and after a place in a feed, without those that have expired. */
export function beside(
  db: Database,
  feed: number,
  { published, id }: Position,
  now: Instant,
): { older: Neighbour | undefined; newer: Neighbour | undefined } {
  const place = [feed, published, id, now]
  return { older: first<Neighbour>(db, OLDER, ...place), newer: first<Neighbour>(db, NEWER, ...place) }
}

const NEIGHBOUR = `select path, page from membership join post using (path)
  where feed = ?1 and (membership.expires is null or membership.expires > ?4)`

const OLDER = `${NEIGHBOUR} and membership.published <= ?2 and (membership.published < ?2 or id > ?3)
  order by membership.published desc, id limit 1`

const NEWER = `${NEIGHBOUR} and membership.published >= ?2 and (membership.published > ?2 or id < ?3)
  order by membership.published, id desc limit 1`
