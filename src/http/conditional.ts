/** Preconditions (RFC 9110, section 13), and deltas (RFC 3229): whether the client's copy is current, or what it lacks. */
import type { Instant } from '../model.ts'
import { missingRuns } from '../snapshot/delta.ts'
import type { DocumentIndex, Edition, Run } from '../snapshot/snapshot.ts'
import { parsePreferences } from './negotiation.ts'
import type { Fields } from './request.ts'

/** The validators of the current representation. */
export interface Validators {
  /** Opaque, without quotation marks. */
  readonly etag: string
  /** See {@link toHttpTime}. */
  readonly modified?: Instant
  /** The same tag means the same bytes (section 8.8.1). */
  readonly isStrong?: true
}

export type Verdict = 'send' | 'not modified' | 'failed'

/** The longest list of entity tags that is parsed, in characters. Real ones have a few. */
const MAX_LIST = 8192

/** Suffixes that proxies add to the tag of a body that they have compressed. */
const PROXY_SUFFIX = /(?:--?|;)(?:gzip|br|zstd|deflate|df)$/i

/** Evaluates the request's preconditions in the order of section 13.2.2. */
export function evaluate(request: Fields, current: Validators, now: Instant): Verdict {
  if (!holds(request, current)) return 'failed'
  const tags = request.get('if-none-match')
  if (tags !== null) return matches(tags, current.etag) ? 'not modified' : 'send'
  return unmodifiedSince(request.get('if-modified-since'), current, now) ? 'not modified' : 'send'
}

/** If-Match (section 13.1.1) and, without it, If-Unmodified-Since (section 13.1.4). */
function holds(request: Fields, { etag, modified, isStrong }: Validators): boolean {
  const tags = request.get('if-match')
  // compares strongly: with a weak tag only "*" can hold
  const isNamed = tags?.split(',').some((tag) => tag.trim() === `"${etag}"`)
  if (tags !== null) return tags.trim() === '*' || (isStrong === true && isNamed === true)
  const since = parseHttpDate(request.get('if-unmodified-since'))
  return since === undefined || modified === undefined || toHttpTime(modified) <= since
}

/** Weak comparison (section 8.8.3.2), lenient with tags that proxies and aggregators have changed. */
function matches(list: string, etag: string): boolean {
  // most clients send the tag as they got it
  return list === `W/"${etag}"` || list.trim() === '*' || opaqueTags(list).includes(etag)
}

/** The tags of an `If-None-Match` without quotation marks, `W/` and proxies' suffixes; none if it is oversized. */
function opaqueTags(list: string | null): string[] {
  return list === null || list.length > MAX_LIST ? [] : list.split(',').map(opaque)
}

function opaque(candidate: string): string {
  return candidate
    .trim()
    .replace(/^w\//i, '')
    .replace(/^"(.*)"$/, '$1')
    .replace(PROXY_SUFFIX, '')
}

/** Section 13.1.3: a date in the future does not count. */
function unmodifiedSince(value: string | null, { modified }: Validators, now: Instant): boolean {
  const since = parseHttpDate(value)
  if (since === undefined || modified === undefined || since > now) return false
  return toHttpTime(modified) <= since
}

/**
 * The date of a change in whole seconds, rounded up: a client that was served earlier in the same second has a copy
 * without the change.
 */
export function toHttpTime(instant: Instant): Instant {
  return Math.ceil(instant / 1000) * 1000
}

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d'

/** The three forms of section 5.6.7, with the day of the month. */
const HTTP_DATE = new RegExp(
  `^[A-Z][a-z]+,? (?:(\\d{2})[ -][A-Z][a-z]{2}[ -](?:\\d{2}){1,2} ${TIME} GMT|[A-Z][a-z]{2} ([ \\d]\\d) ${TIME} \\d{4})$`,
)

/** An HTTP date in one of its three forms; undefined for anything else, such as 31 February. */
function parseHttpDate(value: string | null): Instant | undefined {
  if (value === null) return undefined
  const text = value.trim()
  const [, day, dayOfAsctime] = HTTP_DATE.exec(text) ?? []
  const date = new Date(dayOfAsctime === undefined ? text : `${text} GMT`)
  return date.getUTCDate() === Number(day ?? dayOfAsctime) ? date.getTime() : undefined
}

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
