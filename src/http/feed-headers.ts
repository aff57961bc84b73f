/**
 * The headers of a feed: those that 200, 226 and 304 share, and those of its body.
 *
 * Freshness (RFC 9111; RFC 5861 for stale copies): `max-age` ends at the next scheduled change, so within the site's
 * `maxAge` before it, and never earlier, it shows when that is. Nothing else depends on more than the day of a change.
 */
import { baseOf, DOCUMENTS } from '../base/paths.ts'
import type { Instant } from '../model.ts'
import type { Bytes, DocumentIndex, Edition, Manifest } from '../snapshot/snapshot.ts'
import type { Showing } from '../snapshot/visibility.ts'
import type { Coded } from './bodies.ts'
import { toHttpTime } from './conditional.ts'
import { CORS, DAY, type HeaderRecord, httpDate, VARY } from './responses.ts'

interface Written {
  readonly headers: HeaderRecord
  /** Until then the end of the edition is so far away that the freshness stays the same. */
  readonly steadyUntil: Instant
}

const written = new WeakMap<Edition, Written>()

/**
 * Made once for an edition and a freshness, which stays the same until the end of the edition is near. `Last-Modified`
 * is never in the future: within the second of a change it is the current second.
 */
export function feedHeaders(
  index: DocumentIndex,
  showing: Showing,
  manifest: Manifest,
  now: Instant,
): HeaderRecord {
  const known = written.get(showing.edition)
  if (known !== undefined && now <= known.steadyUntil) return known.headers
  const control = cacheControl(index, showing, manifest.maxAge, now)
  if (known?.headers['Cache-Control'] === control) return known.headers
  const { modified } = showing.edition
  const date = modified === undefined ? undefined : toHttpTime(modified)
  const shown = date === undefined ? {} : { 'Last-Modified': httpDate(Math.min(date, now)) }
  const headers = { ...writeHeaders(index, showing.edition, manifest, control), ...shown }
  if (date === undefined || date <= now)
    written.set(showing.edition, { headers, steadyUntil: steadyUntil(showing, manifest.maxAge) })
  return headers
}

const completed = new WeakMap<Bytes, { readonly head: HeaderRecord; readonly headers: HeaderRecord }>()

/** The headers of an answer with a body, made once for a body and the headers of its feed. */
export function bodyHeaders(
  { type }: DocumentIndex,
  { bytes, coding }: Coded,
  head: HeaderRecord,
): HeaderRecord {
  const known = completed.get(bytes)
  if (known?.head === head) return known.headers
  const headers = {
    ...head,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(bytes.length),
    ...(coding === undefined ? {} : { 'Content-Encoding': coding }),
  }
  completed.set(bytes, { head, headers })
  return headers
}

function writeHeaders(
  index: DocumentIndex,
  edition: Edition,
  manifest: Manifest,
  control: string,
): HeaderRecord {
  return {
    ...CORS,
    ETag: `W/"${edition.etag}"`,
    'Cache-Control': control,
    Vary: VARY,
    Link: links(index, edition, manifest).join(', '),
    'Content-Language': index.language,
    'X-Content-Type-Options': 'nosniff',
  }
}

/** RFC 8288; WebSub, section 4; RFC 5005, section 4. */
function links(index: DocumentIndex, edition: Edition, { url, hubs }: Manifest): string[] {
  const base = baseOf(index.path)
  const own = DOCUMENTS[index.format]
  const others = Object.values(DOCUMENTS).filter((document) => document !== own)
  const link = (rel: string, at: string | undefined, { file, type } = own) =>
    at === undefined ? [] : [`<${url}${encodeURI(at)}${file}>; rel="${rel}"; type="${type}"`]
  return [
    ...link('self', base),
    ...hubs.map((hub) => `<${hub}>; rel="hub"`),
    ...others.flatMap((other) => link('alternate', base, other)),
    ...link('current', index.archiveOf),
    ...link('prev-archive', edition.older),
    ...link('next-archive', edition.newer),
  ]
}

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
function steadyUntil({ edition, until }: Showing, maxAge: number): Instant {
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
