/** What of a snapshot anybody may see at an instant. */
import type { Instant } from '../model.ts'
import type { DocumentIndex, Edition, Interval } from '../snapshot.ts'

/** An edition, and the instant at which the next one follows. */
export interface Showing {
  readonly edition: Edition
  readonly until: Instant
}

export function isPublic(intervals: readonly Interval[], now: Instant): boolean {
  return intervals.some(({ from, until }) => from <= now && (until === undefined || now < until))
}

/** How a document looks at an instant, or undefined if nobody may know of it yet. */
export function visible({ since, editions }: DocumentIndex, now: Instant): Showing | undefined {
  if (since !== undefined && now < since) return undefined
  const next = editions.findIndex((edition) => edition.from > now)
  const index = next === -1 ? editions.length - 1 : Math.max(0, next - 1)
  const edition = editions[index]
  return edition && { edition, until: editions[index + 1]?.from ?? Number.POSITIVE_INFINITY }
}
