/** Answers a request for a feed: with the document, a delta, or 304. */
import { andThen, type Eventual } from '../base/eventual.ts'
import type { Instant } from '../model.ts'
import type { Preview } from '../pages/preview.ts'
import type { DocumentIndex, Snapshot, StoredDocument } from '../snapshot/snapshot.ts'
import { visible } from '../snapshot/visibility.ts'
import type { Bodies, Coded } from './bodies.ts'
import { evaluate, findDelta } from './conditional.ts'
import { bodyHeaders, feedHeaders } from './feed-headers.ts'
import type { EncodePage } from './negotiation.ts'
import type { Address, Head } from './request.ts'
import { type HeaderRecord, refuse } from './responses.ts'

/** A request, the snapshot that answers it, and the instant for which it is answered. */
export interface Asked extends Head {
  readonly snapshot: Snapshot
  readonly address: Address
  readonly now: Instant
  /** What pages show to this client as the publisher. */
  readonly preview: Preview | undefined
  /** Absent: pages are sent uncompressed. */
  readonly encodePage?: EncodePage | undefined
}

/** `extra` are headers of the address, not of the feed. Undefined where the document is not public yet. */
export function answerFeed(
  document: StoredDocument,
  asked: Asked,
  bodies: Bodies,
  extra?: HeaderRecord,
): Eventual<Response | undefined> {
  const { index } = document
  const { snapshot, now } = asked
  const showing = visible(index, now)
  if (showing === undefined) return undefined
  const { edition } = showing
  const common = feedHeaders(index, showing, snapshot.manifest, now)
  const head = extra === undefined ? common : { ...common, ...extra }
  const verdict = evaluate(asked.headers, edition, now)
  if (verdict === 'failed') return refuse(412, 'The feed does not meet the condition of the request.')
  if (verdict === 'not modified') return new Response(null, { status: 304, headers: head })
  const takesDeltas = snapshot.manifest.deltas !== false
  const delta = takesDeltas ? findDelta(asked.headers, index, edition, now) : undefined
  return delta === undefined
    ? andThen(bodies.coded({ document, edition }, asked), (body) => send(index, body, 200, head))
    : andThen(bodies.coded({ document, edition, delta }, asked), (body) =>
        send(index, body, 226, { ...head, ...deltaHeaders(delta.base, head) }),
      )
}

function send(index: DocumentIndex, body: Coded, status: number, head: HeaderRecord): Response {
  const init: ResponseInit & { encodeBody: 'automatic' | 'manual' } = {
    status,
    headers: bodyHeaders(index, body, head),
    // otherwise workerd would encode the body again
    encodeBody: body.coding === undefined ? 'automatic' : 'manual',
  }
  return new Response(body.bytes, init)
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
