/** The headers of a feed: the same for 200, 226 and 304, and those that tell of its body. */
import type { Instant } from '../model.ts'
import { DOCUMENTS } from '../paths.ts'
import type { Showing } from '../snapshot/visibility.ts'
import type { Bytes, DocumentIndex, Edition, Manifest } from '../snapshot.ts'
import type { Coded } from './bodies.ts'
import { toHttpTime } from './conditional.ts'
import { CORS, DAY, httpDate } from './responses.ts'

export type HeaderRecord = Readonly<Record<string, string>>

/** What every answer at a feed's address depends on: compression, and whether a person asks with a browser. */
export const VARY = 'Accept-Encoding, Sec-Fetch-Dest'

interface Written {
  readonly headers: HeaderRecord
  /** Until then the end of the edition is so far away that the freshness stays the same. */
  readonly steadyUntil: Instant
}

const written = new WeakMap<Edition, Written>()

/**
 * Written once for an edition and a freshness, which stays the same until the end of the edition comes near. No date
 * of modification lies in the future: in the second of a change it is not settled yet.
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

/** The headers of an answer with a body, written once for the body as long as those of the feed stay the same. */
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

/**
 * A feed is fresh for the site's time, a full archive page at least a day; but nothing is fresh, or used without
 * asking, beyond the next change. In whole seconds. While the server is down, a copy may be used for a day, unless
 * one of its entries goes before: a limit for one that appears would announce it a day ahead.
 */
function cacheControl(
  index: DocumentIndex,
  { edition, until }: Showing,
  maxAge: number,
  now: Instant,
): string {
  const left = Math.max(0, Math.floor((until - now) / 1000))
  const fresh = Math.min(longest(edition, maxAge), left)
  const rest = left - fresh
  const whole = rest >= DAY ? rest : Math.floor((firstDeparture(index, now) - now) / 1000) - fresh
  const error = Math.min(DAY, Math.max(rest, whole))
  const revalidate = Math.min(fresh, rest)
  return `public, max-age=${fresh}, stale-while-revalidate=${revalidate}, stale-if-error=${error}`
}

/** The freshness of an edition whose end is far. */
function longest({ isFull }: Edition, maxAge: number): number {
  return isFull ? Math.max(maxAge, DAY) : maxAge
}

/** The last instant at which no part of {@link cacheControl} is cut short. */
function steadyUntil({ edition, until }: Showing, maxAge: number): Instant {
  const fresh = longest(edition, maxAge)
  return until - (fresh + Math.max(fresh, DAY)) * 1000
}

/** When the first of the entries that are public now goes. */
function firstDeparture({ marks }: DocumentIndex, now: Instant): Instant {
  return marks.reduce(
    (first, { from, until = first }) => (from <= now && now < until ? Math.min(first, until) : first),
    Number.POSITIVE_INFINITY,
  )
}

/** RFC 8288; WebSub, section 4; RFC 5005, section 4. */
function links(index: DocumentIndex, edition: Edition, { url, hub }: Manifest): string[] {
  const base = index.path.slice(0, index.path.lastIndexOf('/') + 1)
  const own = DOCUMENTS[index.format]
  const others = Object.values(DOCUMENTS).filter((document) => document !== own)
  const link = (rel: string, at: string | undefined, { file, type } = own) =>
    at === undefined ? [] : [`<${url}${encodeURI(at)}${file}>; rel="${rel}"; type="${type}"`]
  return [
    ...link('self', base),
    ...(hub === undefined ? [] : [`<${new URL(hub).href}>; rel="hub"`]),
    ...others.flatMap((other) => link('alternate', base, other)),
    ...link('current', index.archiveOf),
    ...link('prev-archive', edition.older),
    ...link('next-archive', edition.newer),
  ]
}
