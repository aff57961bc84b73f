/** Feeds and pages of the archive with the entries that their documents depend on, read from the database. */
import { ARCHIVE, archiveBase } from '../base/paths.ts'
import { type Archive, holdsAll, type Write } from '../feeds/documents.ts'
import { isVisible, newestFirst, reach } from '../feeds/editions.ts'
import { type Section, sectionsOf } from '../feeds/feeds.ts'
import type { FeedSpec, Instant, Listed } from '../model.ts'
import { pageBeginnings, pageBegins, pageNumber, pagePaths } from './archive.ts'
import type { Context, Database } from './database.ts'
import { allFeeds, type FeedRow, feedAt, sinceOf } from './feeds.ts'
import { listedPosts } from './listed.ts'

export class FeedSpecs {
  readonly #context: Context
  readonly #write: Write
  readonly #sections: readonly Section[]
  #now: Instant
  #main: FeedRow | undefined
  #isArchived: boolean | undefined

  constructor(context: Context, write: Write, now: Instant) {
    const { site, hash } = context
    this.#context = context
    this.#write = write
    this.#sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
    this.#now = now
  }

  /** To be called after a change of the database. */
  renew(now: Instant): void {
    this.#now = now
    this.#main = undefined
    this.#isArchived = undefined
  }

  /** From this instant on they hold. */
  get now(): Instant {
    return this.#now
  }

  /** Undefined of a site that has never been published. */
  get main(): FeedRow | undefined {
    this.#main ??= feedAt(this.#context.db, '/')
    return this.#main
  }

  /** All feeds without their entries: the main feed first. */
  get heads(): FeedSpec[] {
    return allFeeds(this.#context.db, this.#sections).map((row) => this.#head(row))
  }

  /** When each page of the archive has its first entry, the oldest page first; undefined without an archive. */
  get beginnings(): number[] | undefined {
    return this.isArchived ? pageBeginnings(this.#context.db) : undefined
  }

  /** Whether the main feed cannot show everything. */
  get isArchived(): boolean {
    this.#isArchived ??= this.#needsArchive()
    return this.#isArchived
  }

  #needsArchive(): boolean {
    const { site } = this.#context
    const { main } = this
    if (!site.feeds.archive || main === undefined) return false
    if (main.posts > site.feeds.limit) return true
    return !holdsAll(this.of(main), site, this.#write)
  }

  /** A feed with the entries that its documents depend on, newest first. */
  of(row: FeedRow): FeedSpec {
    const { db, site } = this.#context
    return {
      ...this.#head(row),
      entries: this.#entries(windowPaths(db, row.number, site.feeds.limit, this.#now)),
    }
  }

  /** A page of the archive with all its entries; undefined where there is none of this number, counted from 0. */
  page(number: number): FeedSpec | undefined {
    const { main } = this
    if (main === undefined || !this.isArchived) return undefined
    const entries = this.#entries(pagePaths(this.#context.db, main.number, number))
    if (entries.length === 0) return undefined
    const { since: _, ...head } = this.#head(main)
    return { ...head, kind: 'archive', base: archiveBase(number), entries }
  }

  #head(row: FeedRow): FeedSpec {
    const { kind, base, name } = row
    const section = this.#sections.find((section) => section.kind === kind)
    if (section === undefined) throw new Error(`No section makes feeds of the kind ${kind}.`)
    return {
      ...{ kind, base: base ?? '', entries: [] },
      ...section.headOf(name),
      ...sinceOf(this.#context.db, row),
    }
  }

  #entries(paths: readonly string[]): Listed[] {
    const listed = listedPosts(this.#context.db, paths, this.#now)
    return paths.flatMap((path) => listed.get(path) ?? [])
  }

  /** The archive as the main feed or one of its pages sees it. */
  archiveBeside({ kind, base, entries }: FeedSpec): Archive | undefined {
    if (!(kind === 'main' || kind === 'archive') || !this.isArchived) return undefined
    const { db } = this.#context
    const number = archiveNumber(base)
    if (number === undefined)
      return {
        turns: [],
        beside: (shown, now) => {
          const known = new Set(shown.map(({ path }) => path))
          const hidden = entries.find((entry) => isVisible(entry, now) && !known.has(entry.path))
          return hidden === undefined ? {} : { older: archiveBase(pageNumber(db, hidden)) }
        },
      }
    const next = pageBegins(db, number + 1)
    return {
      turns: next === undefined ? [] : [next],
      beside: (_, now) => ({
        ...(number > 0 ? { older: archiveBase(number - 1) } : {}),
        ...(next !== undefined && next <= now ? { newer: archiveBase(number + 1) } : {}),
      }),
    }
  }
}

const ARCHIVE_BASE = new RegExp(`^/${ARCHIVE}/([1-9]\\d*)/$`)

/** The number of the page at an address below the site's; undefined where it is not that of a page. */
export function archiveNumber(base: string): number | undefined {
  const [, page] = ARCHIVE_BASE.exec(base) ?? []
  return page === undefined ? undefined : Number(page) - 1
}

/** Members that are read together: most windows are one range. */
const BATCH = 100

interface MemberRow {
  readonly path: string
  readonly published: number
  readonly id: string
  readonly expires: number | null
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
