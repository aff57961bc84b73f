/** What the documents of feeds depend on: some posts with all that they are made of, and a little of the others. */
import type { FeedSpec, Instant, Site } from '../model.ts'
import { type Archive, begins } from './archive.ts'
import { since } from './documents.ts'
import { reach } from './editions.ts'
import type { Member } from './press.ts'

/** What documents depend on at one instant. */
export class Windows {
  readonly #site: Site
  readonly #now: Instant
  readonly #known = new WeakMap<FeedSpec<Member>, readonly Member[]>()

  constructor(site: Site, now: Instant) {
    this.#site = site
    this.#now = now
  }

  /** The posts that the documents of a feed show now, will show, or showed a little earlier. */
  of(feed: FeedSpec<Member>): readonly Member[] {
    const { kind, entries } = feed
    if (kind === 'archive') return entries
    const known = this.#known.get(feed) ?? reach(entries, this.#site.feeds.limit, this.#now)
    this.#known.set(feed, known)
    return known
  }

  /** Stands for what the documents depend on besides these. */
  besides(feed: FeedSpec<Member>, archive: Archive<Member> | undefined): string {
    if (feed.kind === 'archive') return besidesPage(feed, archive)
    const dates = this.#datesFrom(this.of(feed).length, feed.entries)
    // it says on which page of the archive the next entry is, and pages end where the lengths tell
    const hasArchive = feed.kind === 'main' && this.#site.feeds.archive
    return JSON.stringify([since(feed), dates, hasArchive ? feed.entries.map(({ length }) => length) : []])
  }

  /** Of those that go, or are updated, at an instant that is to come. */
  #datesFrom(start: number, entries: readonly Member[]) {
    const dates: [Instant, Instant | undefined, Instant][] = []
    for (let index = start; index < entries.length; index++) {
      const entry = entries[index]
      if (entry === undefined || (entry.expires === undefined && entry.updated <= this.#now)) continue
      dates.push([entry.published, entry.expires, entry.updated])
    }
    return dates
  }
}

/** A page of the archive says which pages are beside it. */
function besidesPage(page: FeedSpec<Member>, archive: Archive<Member> | undefined): string {
  const next = archive?.page(archive.numberOf(page.entries[0]) + 1)
  return next === undefined ? '' : `${begins(next)}`
}
