/** What a request for a feed is answered: the document, part of it, nothing new, or a page for a person. */
import type { Instant } from '../model.ts'
import { visible } from '../snapshot/visibility.ts'
import type { Bytes, Coding, DocumentIndex, Snapshot, StoredDocument } from '../snapshot.ts'
import type { Address } from './address.ts'
import type { Bodies, Version } from './bodies.ts'
import { evaluate } from './conditional.ts'
import { findDelta } from './delta.ts'
import { chooseCoding } from './encoding.ts'
import { feedHeaders, type HeaderRecord } from './feed-headers.ts'
import { refuse } from './responses.ts'

/** A request, what it is answered from, and the moment at which it is answered. */
export interface Asked {
  readonly snapshot: Snapshot
  readonly address: Address
  readonly headers: Headers
  readonly now: Instant
}

/** `extra` are headers of the address, not of the feed. Undefined where nobody may know of the document yet. */
export async function answerFeed(
  document: StoredDocument,
  { headers: request, snapshot, now }: Asked,
  bodies: Bodies,
  extra: HeaderRecord = {},
): Promise<Response | undefined> {
  const { index } = document
  const showing = visible(index, now)
  if (showing === undefined) return undefined
  const { edition } = showing
  const headers = { ...feedHeaders(index, showing, snapshot.manifest, now), ...extra }
  const verdict = evaluate(request, edition, now)
  if (verdict === 'failed') return refuse(412, 'The feed is not the one that the request asks for.')
  if (verdict === 'not modified') return new Response(null, { status: 304, headers })
  const coding = chooseCoding(request.get('Accept-Encoding'))
  const delta = findDelta(request, index, edition, now)
  return delta === undefined
    ? send({ document, edition }, coding, bodies, { status: 200, headers })
    : send({ document, edition, delta }, coding, bodies, {
        status: 226,
        headers: { ...headers, ...deltaHeaders(delta.base, headers) },
      })
}

interface Head {
  readonly status: number
  readonly headers: HeaderRecord
}

async function send(
  version: Version,
  coding: Coding | undefined,
  bodies: Bodies,
  head: Head,
): Promise<Response> {
  const encoded = coding === undefined ? undefined : await bodies.encoded(version, coding)
  const body = encoded ?? (await bodies.plain(version))
  const { status } = head
  const headers = { ...head.headers, ...representation(version.document.index, body) }
  if (coding === undefined || encoded === undefined) return new Response(body, { status, headers })
  return sendEncoded(status, body, { ...headers, 'Content-Encoding': coding })
}

function representation({ type }: DocumentIndex, body: Bytes): HeaderRecord {
  return { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': String(body.length) }
}

/** RFC 3229, sections 10.5.1 and 10.5.2. A cache that knows no deltas would take one for the whole feed. */
function deltaHeaders(base: string, { Vary }: HeaderRecord): HeaderRecord {
  return {
    IM: 'feed',
    'Delta-Base': `W/"${base}"`,
    'Cache-Control': 'private, no-store',
    Vary: `${Vary}, A-IM`,
  }
}

/** workerd would encode the body again if it were not told that it is encoded. */
function sendEncoded(status: number, body: Bytes, headers: HeaderRecord): Response {
  const init: ResponseInit & { encodeBody: 'manual' } = { status, headers, encodeBody: 'manual' }
  return new Response(body, init)
}
