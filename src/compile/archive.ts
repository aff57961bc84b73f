/**
 * Archive pages (RFC 5005, section 4): everything that a feed has ever held, in pages that fill from the oldest.
 * Pages are filled in the order of publication, so a full page keeps its members whatever is published
 * later; an expired entry keeps its position.
 */

import type { FeedSpec, Instant, Listed } from '../model.ts'
import { ARCHIVE } from '../paths.ts'
import type { ArchivePages, Beside } from './documents.ts'
import { isVisible, type Limits } from './editions.ts'

/** Of the bytes of a page, what the posts may have as they are in their files: as HTML in XML they are longer. */
const SHARE = 1 / 2

/**
 * The pages of a feed, numbered from 0, the oldest. Where pages end is told from the lengths of the posts as they are
 * in their files, so that nothing has to be written to know it; a page is cut out when somebody asks for it.
 */
export class Archive<E extends Listed> implements ArchivePages<E> {
  readonly #feed: FeedSpec<E>
  /** Index of the newest entry of each page. */
  readonly #starts: readonly number[]
  readonly #pages = new Map<number, FeedSpec<E>>()

  constructor(feed: FeedSpec<E>, limits: { readonly limit: number; readonly maxBytes: number }) {
    this.#feed = feed
    this.#starts = paginate(feed.entries, { entries: limits.limit, bytes: limits.maxBytes * SHARE })
  }

  get length(): number {
    return this.#starts.length
  }

  page(number: number): FeedSpec<E> | undefined {
    const start = this.#starts[number]
    if (start === undefined) return undefined
    const page = this.#pages.get(number) ?? this.#cut(number, start)
    this.#pages.set(number, page)
    return page
  }

  nextBegins(page: FeedSpec<E>): Instant | undefined {
    const next = this.page(this.numberOf(page.entries[0]) + 1)
    return next && begins(next)
  }

  around(page: FeedSpec<E>, now: Instant): Beside {
    const number = this.numberOf(page.entries[0])
    const next = this.page(number + 1)
    const newer = next !== undefined && begins(next) <= now ? next : undefined
    return { ...present('older', this.page(number - 1)), ...present('newer', newer) }
  }

  before(shown: readonly E[], now: Instant): Beside {
    const known = new Set(shown)
    const hidden = this.#feed.entries.find((entry) => isVisible(entry, now) && !known.has(entry))
    return hidden === undefined ? {} : present('older', this.page(this.numberOf(hidden)))
  }

  /** Of the page that holds an entry; -1 if none does. */
  numberOf(entry: E | undefined): number {
    const index = entry === undefined ? -1 : this.#feed.entries.indexOf(entry)
    return index === -1 ? -1 : this.#starts.findIndex((start) => start <= index)
  }

  #cut(number: number, start: number): FeedSpec<E> {
    const { entries, base } = this.#feed
    const end = this.#starts[number - 1]
    return {
      ...this.#feed,
      kind: 'archive',
      base: `${base}${ARCHIVE}/${number + 1}/`,
      entries: entries.slice(start, end),
    }
  }
}

/** Where the pages begin, the oldest first. A page ends before the entry that has no room on it, for good. */
function paginate(newestFirst: readonly Listed[], limits: Limits): number[] {
  const starts: number[] = []
  let [held, bytes] = [0, 0]
  for (let index = newestFirst.length - 1; index >= 0; index--) {
    const length = newestFirst[index]?.length ?? 0
    const hasRoom = starts.length > 0 && held < limits.entries && bytes + length <= limits.bytes
    if (hasRoom) starts.pop()
    starts.push(index)
    held = hasRoom ? held + 1 : 1
    bytes = hasRoom ? bytes + length : length
  }
  return starts
}

/** From this instant on a page has an entry. */
export function begins(page: FeedSpec): Instant {
  return page.entries.at(-1)?.published ?? 0
}

function present(side: keyof Beside, page: FeedSpec | undefined): Beside {
  return page === undefined ? {} : { [side]: page.base }
}
