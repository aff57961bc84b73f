/** Which posts the documents of a feed depend on, read from the database: a range, and the few that come or go by the clock. */
import { newestFirst, reach } from '../feeds/editions.ts'
import type { Section } from '../feeds/feeds.ts'
import type { FeedSpec, Instant, Listed, Site } from '../model.ts'
import { pagePaths } from './archive.ts'
import type { Database } from './database.ts'
import { type FeedRow, sinceOf } from './feeds.ts'
import { listedPosts } from './listed.ts'

/** Members that are read together: most windows are one range. */
const BATCH = 100

interface MemberRow {
  readonly path: string
  readonly published: number
  readonly id: string
  readonly expires: number | null
}

/** A feed with the entries that its documents depend on, newest first. */
export function feedSpec(db: Database, site: Site, section: Section, row: FeedRow, now: Instant): FeedSpec {
  return {
    kind: row.kind,
    base: row.base ?? '',
    ...section.headOf(row.name),
    entries: entriesOf(db, windowPaths(db, row.number, site.feeds.limit, now), now),
    ...sinceOf(db, row),
  }
}

export interface ArchivePage {
  /** The number of the main feed. */
  readonly feed: number
  /** Counted from 0, the oldest page. */
  readonly number: number
}

/** A page of the archive with all its entries. */
export function pageSpec(db: Database, main: FeedSpec, page: ArchivePage, now: Instant): FeedSpec {
  const { feed, number } = page
  const { since: _, ...rest } = main
  const entries = entriesOf(db, pagePaths(db, feed, number), now)
  return { ...rest, kind: 'archive', base: `${main.base}archive/${number + 1}/`, entries }
}

function entriesOf(db: Database, paths: readonly string[], now: Instant): Listed[] {
  const listed = listedPosts(db, paths, now)
  return paths.flatMap((path) => listed.get(path) ?? [])
}

/**
 * Paths of the posts at which a plan of the feed looks (see editions.ts): the newest, and of the others those that
 * expire.
 */
function windowPaths(db: Database, feed: number, most: number, now: Instant): string[] {
  const members = new Map<string, MemberRow>()
  for (const row of reach(newest(db, feed), most, now)) members.set(row.path, row)
  const others = db.all<MemberRow>(
    `select path, published, id, expires from membership indexed by membership_expires
     where feed = ? and expires is not null`,
    feed,
  )
  for (const row of others) members.set(row.path, row)
  return [...members.values()].sort(newestFirst).map(({ path }) => path)
}

/** The members of a feed, newest first. */
function* newest(db: Database, feed: number): Generator<MemberRow> {
  let [published, id] = [Number.MAX_SAFE_INTEGER, '']
  for (;;) {
    const rows = db.all<MemberRow>(
      `select path, published, id, expires from membership where feed = ?1
       and published <= ?2 and (published < ?2 or id > ?3) order by published desc, id limit ${BATCH}`,
      ...[feed, published, id],
    )
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return
    published = last.published
    id = last.id
  }
}
