/** What a static copy of the site consists of at an instant, and the version of each part: see versions.ts. */
import { archiveBase } from '../base/paths.ts'
import type { Section } from '../feeds/feeds.ts'
import type { Instant, MediaFile } from '../model.ts'
import type { Former } from '../snapshot/snapshot.ts'
import type { Database } from './database.ts'
import { allFeeds } from './feeds.ts'
import { POST_STATES } from './schema.ts'

export interface PagePart {
  /** The path of its address. */
  readonly path: string
  readonly version: number
  readonly isPublic: boolean
}

export interface FeedPart {
  readonly base: string
  readonly version: number
}

export interface MediaPart {
  readonly file: MediaFile
  /** What the folder compares; null where the file has to be read again. */
  readonly stamp: string | null
  readonly isPublic: boolean
  /** The newest of the posts that use it. */
  readonly version: number
}

const LISTED = `post join entry on entry.path = post.path and here = 1`
const IS_LISTED = `address is not null and state <> ${POST_STATES.refused}`
const IS_PUBLIC = 'published <= ?1 and (expires is null or expires > ?1)'

/** The pages of all posts, also those that are not public yet. */
export function pageParts(db: Database, now: Instant): PagePart[] {
  const rows = db.all<{ path: string; version: number; public: number }>(
    `select page as path, version, ${IS_PUBLIC} as public from ${LISTED} where page is not null and ${IS_LISTED}
     order by published`,
    now,
  )
  return rows.map(({ path, version, public: isPublic }) => ({ path, version, isPublic: isPublic === 1 }))
}

/** The main feed is the last: it names archive pages. @param isArchived whether it has some */
export function feedParts(db: Database, sections: readonly Section[], isArchived: boolean): FeedPart[] {
  const feeds = allFeeds(db, sections)
    .map(({ base, version }) => ({ base: base ?? '', version }))
    .reverse()
  return isArchived ? [...archiveParts(db), ...feeds] : feeds
}

function archiveParts(db: Database): FeedPart[] {
  const rows = db.all<{ number: number; version: number }>(
    'select number, version from archive_page order by number',
  )
  return rows.map(({ number, version }) => ({ base: archiveBase(number), version }))
}

/** The files that posts show or offer. */
export function mediaParts(db: Database, now: Instant): MediaPart[] {
  const rows = db.all<{ media: string; stamp: string | null; public: number; version: number }>(
    `select media, stamp, max(${IS_PUBLIC}) as public, max(version) as version
     from ${LISTED} join reference on reference.path = post.path join file on file.path = reference.file
     where reference.file is not null and ${IS_LISTED} and media is not null group by reference.file`,
    now,
  )
  return rows.map(({ media, stamp, public: isPublic, version }) => ({
    file: JSON.parse(media),
    stamp,
    isPublic: isPublic === 1,
    version,
  }))
}

interface FormerRow {
  readonly path: string
  readonly gone: number
  readonly to: string | null
  readonly published: number | null
  readonly expires: number | null
}

/** Of several posts that were at one path, one that is still there, and of those the one with the last id. */
const FORMER = `select path, gone, "to", published, expires from (
    select former.page as path, entry.id, gone, post.page as "to", published, expires
    from former join entry using (id) left join post on post.path = entry.path and here = 1 and state <> ${POST_STATES.refused}
    union all
    select page_path, id, 1, null, null, null from entry where gone = 1 and page_path is not null
  )`
const ORDER = 'order by path, gone, id desc'

/** What was at a path; undefined where no post was, or where its post is not public. */
export function formerAt(db: Database, path: string): Former | undefined {
  const [row] = db.all<FormerRow>(`${FORMER} where path = ? ${ORDER} limit 1`, path)
  return row && toFormer(row)
}

/** All paths at which posts were and no post is. */
export function formerPages(db: Database): Former[] {
  const rows = db.all<FormerRow>(
    `${FORMER} where path not in (select page from post where page is not null) ${ORDER}`,
  )
  const first = new Map(rows.toReversed().map((row) => [row.path, row]))
  return [...first.values()].reverse().flatMap((row) => toFormer(row) ?? [])
}

function toFormer({ path, gone, to, published, expires }: FormerRow): Former | undefined {
  if (gone === 1) return { path, public: [] }
  if (to === null || published === null || to === path) return undefined
  return { path, to, public: [{ from: published, ...(expires === null ? {} : { until: expires }) }] }
}
