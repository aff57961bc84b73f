/** What a static copy of the site consists of at an instant, and the version of each part: see versions.ts. */
import { archiveBase } from '../base/paths.ts'
import type { Section } from '../feeds/feeds.ts'
import type { Instant, MediaFile } from '../model.ts'
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
