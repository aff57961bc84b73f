/** Deltas of feeds (RFC 3229, instance manipulation `feed`): only the entries that a client lacks. */
import type { Instant } from '../model.ts'
import { missingRuns } from '../snapshot/delta.ts'
import type { DocumentIndex, Edition, Run } from '../snapshot/snapshot.ts'
import { opaqueTags } from './conditional.ts'
import { parsePreferences } from './quality.ts'
import type { Fields } from './request.ts'

export interface Delta {
  /** The tag of the copy that it completes. */
  readonly base: string
  readonly runs: readonly Run[]
}

/** The delta for a client that takes deltas and names a known copy; undefined: it gets the whole document. */
export function findDelta(
  request: Fields,
  index: DocumentIndex,
  current: Edition,
  now: Instant,
): Delta | undefined {
  const manipulations = request.get('a-im')
  if (manipulations === null || !takesFeed(manipulations) || isUnaware(request)) return undefined
  for (const base of opaqueTags(request.get('if-none-match'))) {
    const runs = missingRuns(index, current, base, now)
    if (runs !== undefined) return { base, runs }
  }
  return undefined
}

/** RFC 3229, section 10.5.3: a list with quality values. */
function takesFeed(manipulations: string): boolean {
  const preferences = parsePreferences(manipulations) ?? []
  return preferences.some(({ value, quality }) => value === 'feed' && quality > 0)
}

/**
 * feedparser asks for deltas with every request, without the knowledge of the program that uses it. rss2email takes a
 * 226 for a failure, keeps its old tag and never shows a post again.
 */
function isUnaware(request: Fields): boolean {
  return /feedparser\/|rss2email/i.test(request.get('user-agent') ?? '')
}
