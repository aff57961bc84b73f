/**
 * How long copies may be used (RFC 9111; RFC 5861 for stale ones). `max-age` ends at the next scheduled change, so
 * within the site's `maxAge` before it, and never earlier, it shows when that is. Nothing else here depends on more
 * than the day of a change.
 */
import type { Instant } from '../model.ts'
import type { DocumentIndex, Edition } from '../snapshot/snapshot.ts'
import type { Showing } from '../snapshot/visibility.ts'

/** In seconds: how long preflight answers and redirects hold, and a feed may be used while its server is down. */
export const DAY = 86_400

/**
 * The `Cache-Control` of a feed: fresh for the site's `maxAge`, in seconds; a full archive page for a day at least.
 * Stale copies are used only as long as none of their entries expires.
 */
export function cacheControl(
  index: DocumentIndex,
  { edition, until }: Showing,
  maxAge: number,
  now: Instant,
): string {
  const isLong = isFar(until, longest(edition, maxAge), now)
  const fresh = Math.min(isLong ? longest(edition, maxAge) : maxAge, secondsUntil(until, now))
  const mayBeStale = isFar(firstDeparture(index, now), span(edition, maxAge), now)
  const [revalidate, error] = mayBeStale ? [maxAge, DAY] : [0, 0]
  return `public, max-age=${fresh}, stale-while-revalidate=${revalidate}, stale-if-error=${error}`
}

/** The last instant at which {@link cacheControl} surely still has its usual value. */
export function steadyUntil({ edition, until }: Showing, maxAge: number): Instant {
  return startOfDay(until) - span(edition, maxAge) * 1000
}

/** The `max-age` of a file that is public until an instant, in seconds: a day, or as that of a feed. */
export function fileMaxAge(until: Instant, maxAge: number, now: Instant): number {
  return isFar(until, DAY, now) ? DAY : Math.min(maxAge, DAY, secondsUntil(until, now))
}

/** The longest freshness of an edition. */
function longest({ isFull }: Edition, maxAge: number): number {
  return isFull ? Math.max(maxAge, DAY) : maxAge
}

/** The longest time for which a copy may be used, fresh or stale. */
function span(edition: Edition, maxAge: number): number {
  return longest(edition, maxAge) + Math.max(maxAge, DAY)
}

/** Whether there are so many seconds left, counted to the beginning of the day: the time of day stays secret. */
function isFar(instant: Instant, seconds: number, now: Instant): boolean {
  return startOfDay(instant) - now >= seconds * 1000
}

function startOfDay(instant: Instant): Instant {
  return Number.isFinite(instant) ? Math.floor(instant / (DAY * 1000)) * DAY * 1000 : instant
}

function secondsUntil(instant: Instant, now: Instant): number {
  return Math.max(0, Math.floor((instant - now) / 1000))
}

/** When the first of the entries that are public now expires. */
function firstDeparture({ marks }: DocumentIndex, now: Instant): Instant {
  return marks.reduce(
    (first, { from, until = first }) => (from <= now && now < until ? Math.min(first, until) : first),
    Number.POSITIVE_INFINITY,
  )
}
