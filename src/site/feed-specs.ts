/** Feeds and pages of the archive with the entries that their documents depend on, read from the database. */
import { archiveBase } from '../base/paths.ts'
import { type ArchivePages, holdsAll } from '../feeds/documents.ts'
import { isVisible } from '../feeds/editions.ts'
import { type Section, sectionsOf } from '../feeds/feeds.ts'
import type { FeedSpec, Instant } from '../model.ts'
import { pageBeginnings, pageBegins, pageCount, pageNumber } from './archive.ts'
import type { Context } from './context.ts'
import { allFeeds, type FeedRow, feedAt, sinceOf } from './feeds.ts'
import type { Renderer } from './rendered.ts'
import { feedSpec, pageSpec } from './windows.ts'

export class FeedSpecs {
  readonly #context: Context
  readonly #renderer: Renderer
  readonly #sections: readonly Section[]
  #now: Instant
  #hasArchive: boolean | undefined
  #mainNumber: number | undefined

  constructor(context: Context, renderer: Renderer, now: Instant) {
    const { site, hash } = context
    this.#context = context
    this.#renderer = renderer
    this.#sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
    this.#now = now
  }

  /** To be called after a change of the database. */
  renew(now: Instant): void {
    this.#now = now
    this.#hasArchive = undefined
  }

  /** From this instant on they hold. */
  get now(): Instant {
    return this.#now
  }

  get main(): FeedRow {
    const row = feedAt(this.#context.db, '/')
    if (row === undefined) throw new Error('The site has no main feed.')
    return row
  }

  /** It stays the same for as long as the site has its database. */
  get mainNumber(): number {
    this.#mainNumber ??= this.main.number
    return this.#mainNumber
  }

  /** All feeds without their entries: the main feed first. */
  get heads(): FeedSpec[] {
    return allFeeds(this.#context.db, this.#sections).map((row) => this.#headOf(row))
  }

  /** The number of pages of the archive. */
  get pages(): number {
    return this.isArchived ? pageCount(this.#context.db) : 0
  }

  /** When each page of the archive has its first entry, the oldest page first; undefined without an archive. */
  get beginnings(): number[] | undefined {
    const { db } = this.#context
    return feedAt(db, '/') !== undefined && this.isArchived ? pageBeginnings(db) : undefined
  }

  /** Whether the main feed cannot show everything. */
  get isArchived(): boolean {
    const { site } = this.#context
    if (!site.feeds.archive) return false
    const { main } = this
    this.#hasArchive ??= main.posts > site.feeds.limit || !holdsAll(this.of(main), site, this.#renderer)
    return this.#hasArchive
  }

  of(row: FeedRow): FeedSpec {
    const { db, site } = this.#context
    return feedSpec(db, site, this.#sectionOf(row), row, this.#now)
  }

  /** A page of the archive; undefined where there is none of this number, counted from 0. */
  page(number: number): FeedSpec | undefined {
    if (number >= this.pages) return undefined
    const { main } = this
    return pageSpec(this.#context.db, this.of(main), { feed: main.number, number }, this.#now)
  }

  #sectionOf({ kind }: FeedRow): Section {
    const section = this.#sections.find((section) => section.kind === kind)
    if (section === undefined) throw new Error(`No section makes feeds of the kind ${kind}.`)
    return section
  }

  #headOf(row: FeedRow): FeedSpec {
    const { kind, base, name } = row
    const head = this.#sectionOf(row).headOf(name)
    return { kind, base: base ?? '', ...head, entries: [], ...sinceOf(this.#context.db, row) }
  }

  /** The archive beside the main feed or one of its pages. */
  archiveBeside(feed: FeedSpec): ArchivePages | undefined {
    const isArchived = feed.kind === 'main' || feed.kind === 'archive'
    return isArchived && this.isArchived ? this.#pagesBeside(feed) : undefined
  }

  #pagesBeside(feed: FeedSpec): ArchivePages {
    const { db } = this.#context
    const numberOf = ({ entries: [newest] }: FeedSpec) => (newest === undefined ? -1 : pageNumber(db, newest))
    return {
      nextBegins: (page) => pageBegins(db, numberOf(page) + 1),
      around: (page, now) => {
        const number = numberOf(page)
        const next = pageBegins(db, number + 1)
        return {
          ...(number > 0 ? { older: archiveBase(number - 1) } : {}),
          ...(next !== undefined && next <= now ? { newer: archiveBase(number + 1) } : {}),
        }
      },
      before: (shown, now) => {
        const known = new Set(shown.map(({ path }) => path))
        const hidden = feed.entries.find((entry) => isVisible(entry, now) && !known.has(entry.path))
        return hidden === undefined ? {} : { older: archiveBase(pageNumber(db, hidden)) }
      },
    }
  }
}

/** The number of the page at an address below the site's; undefined where it is not that of a page. */
export function archiveNumber(base: string): number | undefined {
  const [, page] = /^\/archive\/([1-9]\d*)\/$/.exec(base) ?? []
  return page === undefined ? undefined : Number(page) - 1
}
