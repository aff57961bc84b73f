/** Preconditions (RFC 9110, section 13): whether the client's copy is current. */
import type { Instant } from '../model.ts'
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
  if (tags !== null) return tags.trim() === '*' || (isStrong === true && names(tags, etag))
  const since = parseHttpDate(request.get('if-unmodified-since'))
  return since === undefined || modified === undefined || toHttpTime(modified) <= since
}

/** Strong comparison (section 8.8.3.2). */
function names(list: string, etag: string): boolean {
  return list.split(',').some((tag) => tag.trim() === `"${etag}"`)
}

/** Weak comparison (section 8.8.3.2), lenient with tags that proxies and aggregators have changed. */
function matches(list: string, etag: string): boolean {
  return list.trim() === '*' || opaqueTags(list).includes(etag)
}

/** The tags of an `If-None-Match` without quotation marks, `W/` and proxies' suffixes; none if it is oversized. */
export function opaqueTags(list: string | null): string[] {
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

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})'

/** The three forms of section 5.6.7; the groups are day, month, year and time in the form's own order. */
const IMF_FIXDATE = new RegExp(`^[A-Z][a-z]{2}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${TIME} GMT$`)
const RFC_850 = new RegExp(`^[A-Z][a-z]+day, (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${TIME} GMT$`)
const ASCTIME = new RegExp(`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \\d]\\d) ${TIME} (\\d{4})$`)

/** An HTTP date in one of its three forms, or undefined. */
export function parseHttpDate(value: string | null): Instant | undefined {
  if (value === null) return undefined
  const text = value.trim()
  const asctime = ASCTIME.exec(text)
  if (asctime !== null) {
    const [, month, day, hour, minute, second, year] = asctime
    return toInstant(year, month, day, [hour, minute, second])
  }
  const [, day, month, year, ...time] = IMF_FIXDATE.exec(text) ?? RFC_850.exec(text) ?? []
  return toInstant(year?.length === 2 ? fullYear(year) : year, month, day, time)
}

/** Section 5.6.7: two digits that seem to lie more than 50 years ahead mean the century before. */
function fullYear(digits: string): string {
  return (Number(digits) >= 77 ? '19' : '20') + digits
}

function toInstant(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  [hour, minute, second]: readonly (string | undefined)[],
): Instant | undefined {
  const index = MONTHS.indexOf(month ?? '')
  if (index === -1) return undefined
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60
  const date = new Date(
    Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second)),
  )
  return isTime && date.getUTCDate() === Number(day) ? date.getTime() : undefined
}
