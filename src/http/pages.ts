/** Answers that are pages, and their headers. */
import { FILE_POLICY, pagePolicy, REFERRER_POLICY } from '../pages/policy.ts'
import type { Preview } from '../pages/preview.ts'
import type { Bytes } from '../snapshot/snapshot.ts'
import type { Asked } from './feed.ts'
import { type HeaderRecord, VARY } from './feed-headers.ts'
import { CORS } from './responses.ts'

export const NOSNIFF = { 'X-Content-Type-Options': 'nosniff' }

function pageHeaders(preview: Preview | undefined, caching: HeaderRecord): HeaderRecord {
  return {
    ...NOSNIFF,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `${pagePolicy(preview)}; frame-ancestors 'none'`,
    'Referrer-Policy': REFERRER_POLICY,
    // for browsers without frame-ancestors
    'X-Frame-Options': 'DENY',
    ...caching,
  }
}

/** Shared for a minute, so that an expired post leaves its page soon after the feeds. */
const SHARED = { 'Cache-Control': 'public, max-age=60' }

/**
 * A feed's page for browsers has the address of the document. Caches that ignore `Vary` would send it to feed readers,
 * so none may store it. They do not store pages with notes for the publisher either.
 */
const PERSONAL = { 'Cache-Control': 'private, no-store', Vary: `${VARY}, Accept` }

export function sendPage(html: string, { preview }: Asked): Response {
  return send(html, pageHeaders(preview, preview === undefined ? SHARED : PERSONAL))
}

/** A page that no cache stores: what a browser gets at the address of a feed, and errors. */
export function sendPersonally(html: string, { preview }: Asked, status = 200): Response {
  return send(html, pageHeaders(preview, PERSONAL), status)
}

/** A file that every page uses; it changes only with the service. */
export function sendFixed(content: string | Bytes, type: string): Response {
  const headers = {
    ...NOSNIFF,
    'Access-Control-Allow-Origin': '*',
    'Content-Security-Policy': FILE_POLICY,
    'Content-Type': type,
    'Cache-Control': 'public, max-age=3600',
  }
  return send(content, headers)
}

export function sendOpml(text: string, type: string): Response {
  return send(text, { ...CORS, ...NOSNIFF, ...SHARED, 'Content-Type': type })
}

const encoder = new TextEncoder()

/** HEAD takes the same path, so its length is right. */
function send(content: string | Bytes, headers: HeaderRecord, status = 200): Response {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content
  return new Response(bytes, { status, headers: { ...headers, 'Content-Length': String(bytes.length) } })
}
