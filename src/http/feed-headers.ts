/** The headers of a feed: those that 200, 226 and 304 share, and those of its body. */

import { baseOf, DOCUMENTS } from '../base/paths.ts'
import type { Instant } from '../model.ts'
import type { DocumentIndex, Edition, Manifest } from '../snapshot/snapshot.ts'
import type { Showing } from '../snapshot/visibility.ts'
import type { Coded } from './bodies.ts'
import { toHttpTime } from './conditional.ts'
import { cacheControl } from './freshness.ts'
import { CORS, httpDate } from './responses.ts'

export type HeaderRecord = Readonly<Record<string, string>>

/** Every answer at a feed's address depends on compression, and on whether a browser asks. */
export const VARY = 'Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests'

/** What stays the same as long as an edition is shown. */
const lasting = new WeakMap<Edition, HeaderRecord>()

/** `Last-Modified` is never in the future: within the second of a change it is the current second. */
export function feedHeaders(
  index: DocumentIndex,
  showing: Showing,
  manifest: Manifest,
  now: Instant,
): HeaderRecord {
  const { edition } = showing
  const known = lasting.get(edition) ?? lastingHeaders(index, edition, manifest)
  lasting.set(edition, known)
  const control = { 'Cache-Control': cacheControl(index, showing, manifest.maxAge, now) }
  return edition.modified === undefined
    ? { ...known, ...control }
    : { ...known, ...control, 'Last-Modified': httpDate(Math.min(toHttpTime(edition.modified), now)) }
}

/** The headers of an answer with a body. */
export function bodyHeaders(
  { type }: DocumentIndex,
  { bytes, coding }: Coded,
  head: HeaderRecord,
): HeaderRecord {
  return {
    ...head,
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(bytes.length),
    ...(coding === undefined ? {} : { 'Content-Encoding': coding }),
  }
}

function lastingHeaders(index: DocumentIndex, edition: Edition, manifest: Manifest): HeaderRecord {
  return {
    ...CORS,
    ETag: `W/"${edition.etag}"`,
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
