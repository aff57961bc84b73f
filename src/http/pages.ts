/** Answers that are pages, and their headers. */
import { FILE_POLICY, pagePolicy, REFERRER_POLICY } from '../pages/policy.ts'
import type { Preview } from '../pages/preview.ts'
import type { Bytes } from '../snapshot/snapshot.ts'
import type { Coded } from './bodies.ts'
import type { Asked } from './feed.ts'
import { chooseCoding } from './negotiation.ts'
import { CORS, type HeaderRecord, VARY } from './responses.ts'

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
const SHARED = { 'Cache-Control': 'public, max-age=60', Vary: 'Accept-Encoding' }

/**
 * A feed's page for browsers has the address of the document. Caches that ignore `Vary` would send it to feed readers,
 * so none may store it. They do not store pages with notes for the publisher either.
 */
const PERSONAL = { 'Cache-Control': 'private, no-store', Vary: `${VARY}, Accept` }

export function sendPage(html: string, asked: Asked): Promise<Response> {
  const { preview } = asked
  return send(html, { headers: pageHeaders(preview, preview === undefined ? SHARED : PERSONAL) }, asked)
}

/** A page that no cache stores: what a browser gets at the address of a feed, and errors. */
export function sendPersonally(html: string, asked: Asked, status = 200): Promise<Response> {
  return send(html, { status, headers: pageHeaders(asked.preview, PERSONAL) }, asked)
}

/** A file that every page uses; it changes only with the service. */
export function sendFixed(content: string | Bytes, type: string, asked: Asked): Promise<Response> {
  const headers = {
    ...NOSNIFF,
    'Access-Control-Allow-Origin': '*',
    'Content-Security-Policy': FILE_POLICY,
    'Content-Type': type,
    'Cache-Control': 'public, max-age=3600',
    Vary: 'Accept-Encoding',
  }
  return send(content, { headers }, asked)
}

export function sendOpml(text: string, type: string, asked: Asked): Promise<Response> {
  return send(text, { headers: { ...CORS, ...NOSNIFF, ...SHARED, 'Content-Type': type } }, asked)
}

const encoder = new TextEncoder()

/** HEAD takes the same path, so its length is right. */
async function send(
  content: string | Bytes,
  { status = 200, headers }: { status?: number; headers: HeaderRecord },
  asked: Asked,
): Promise<Response> {
  const plain = typeof content === 'string' ? encoder.encode(content) : content
  const { bytes, coding } = await coded(plain, asked)
  const whole = { ...headers, 'Content-Length': String(bytes.length) }
  return new Response(bytes, {
    status,
    headers: coding === undefined ? whole : { ...whole, 'Content-Encoding': coding },
  })
}

async function coded(plain: Bytes, { headers, encodePage }: Asked): Promise<Coded> {
  const coding = chooseCoding(headers.get('accept-encoding'))
  const bytes = coding && (await encodePage?.(plain, coding))
  return coding === undefined || bytes === undefined ? { bytes: plain } : { bytes, coding }
}
