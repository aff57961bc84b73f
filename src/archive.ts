/**
 * Archive pages (RFC 5005, section 4): everything that a feed has ever held, in pages that fill from the oldest.
 * A page belongs to positions in the order of publication, so a full page keeps its members whatever is published
 * later; an expired entry keeps its position.
 */
import { isVisible, type Limits } from './editions.ts'
import type { Entry, FeedSpec, Instant } from './model.ts'

/** Archive pages next to a feed or page, at one instant. */
export interface Neighbours {
  readonly older?: FeedSpec
  readonly newer?: FeedSpec
}

/** The pages of a feed, the oldest first; none if the feed itself can hold everything. `size` is that of an entry. */
export function archivePages(
  feed: FeedSpec,
  size: (entry: Entry) => number,
  limits: Limits,
  holdsAll: boolean,
): FeedSpec[] {
  if (holdsAll) return []
  return paginate(feed.entries.toReversed(), size, limits).map((entries, index) => ({
    ...feed,
    kind: 'archive',
    base: `${feed.base}archive/${index + 1}/`,
    entries: entries.reverse(),
  }))
}

/** A page ends before the entry that has no room on it, and is never opened again. */
function paginate(oldestFirst: readonly Entry[], size: (entry: Entry) => number, limits: Limits): Entry[][] {
  const pages: Entry[][] = []
  let bytes = 0
  for (const entry of oldestFirst) {
    const page = pages.at(-1)
    const hasRoom = page !== undefined && page.length < limits.entries && bytes + size(entry) <= limits.bytes
    bytes = hasRoom ? bytes + size(entry) : size(entry)
    if (hasRoom) page.push(entry)
    else pages.push([entry])
  }
  return pages
}

/** From this instant on a page has an entry. */
export function begins(page: FeedSpec): Instant {
  return page.entries.at(-1)?.published ?? 0
}

/**
 * What comes before and after: of a page, the pages beside it; of the feed itself, the page with the newest visible
 * entry that the feed does not show.
 */
export function neighbours(
  feed: FeedSpec,
  shown: readonly Entry[],
  pages: readonly FeedSpec[],
  now: Instant,
): Neighbours {
  if (feed.kind !== 'archive') return present('older', pageOf(firstHidden(feed, shown, now), pages))
  const index = pages.indexOf(feed)
  const next = pages[index + 1]
  const newer = next !== undefined && begins(next) <= now ? next : undefined
  return { ...present('older', pages[index - 1]), ...present('newer', newer) }
}

function firstHidden(feed: FeedSpec, shown: readonly Entry[], now: Instant): Entry | undefined {
  const known = new Set(shown)
  return feed.entries.find((entry) => isVisible(entry, now) && !known.has(entry))
}

function pageOf(entry: Entry | undefined, pages: readonly FeedSpec[]): FeedSpec | undefined {
  return entry === undefined ? undefined : pages.find(({ entries }) => entries.includes(entry))
}

function present(side: 'older' | 'newer', page: FeedSpec | undefined): Neighbours {
  return page === undefined ? {} : { [side]: page }
}
