/** The headers of a feed: those that 200, 226 and 304 share, and those of its body. */

import { baseOf, DOCUMENTS } from '../base/paths.ts'
import type { Instant } from '../model.ts'
import type { Bytes, DocumentIndex, Edition, Manifest } from '../snapshot/snapshot.ts'
import type { Showing } from '../snapshot/visibility.ts'
import type { Coded } from './bodies.ts'
import { toHttpTime } from './conditional.ts'
import { cacheControl, steadyUntil } from './freshness.ts'
import { CORS, httpDate } from './responses.ts'

export type HeaderRecord = Readonly<Record<string, string>>

/** Every answer at a feed's address depends on compression, and on whether a browser asks. */
export const VARY = 'Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests'

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
