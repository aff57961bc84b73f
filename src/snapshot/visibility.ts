/** The parts of a snapshot that are public at an instant. */
import type { Instant } from '../model.ts'
import type { DocumentIndex, Edition, Interval } from './snapshot.ts'

/** An edition, and the instant at which the next one follows. */
export interface Showing {
  readonly edition: Edition
  readonly until: Instant
}

export function isPublic(intervals: readonly Interval[], now: Instant): boolean {
  return intervals.some(({ from, until }) => from <= now && (until === undefined || now < until))
}

/** When something that is public now ceases to be; infinite if it stays. */
export function publicUntil(intervals: readonly Interval[], now: Instant): Instant {
  const inOrder = [...intervals].sort((a, b) => a.from - b.from)
  return inOrder.reduce(
    (end, { from, until = Number.POSITIVE_INFINITY }) => (from <= end ? Math.max(end, until) : end),
    now,
  )
}

/** The edition of a document at an instant; undefined if the document is not public yet. */
export function visible({ since, editions }: DocumentIndex, now: Instant): Showing | undefined {
  if (since !== undefined && now < since) return undefined
  const next = editions.findIndex((edition) => edition.from > now)
  const index = next === -1 ? editions.length - 1 : Math.max(0, next - 1)
  const edition = editions[index]
  return edition && { edition, until: editions[index + 1]?.from ?? Number.POSITIVE_INFINITY }
}
