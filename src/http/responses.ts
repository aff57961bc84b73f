/** Answers without a document: errors, redirects, OPTIONS. */

export const ALLOWED = 'GET, HEAD, OPTIONS'

/** In seconds: how long preflight answers and redirects hold, and a feed may be used while its server is down. */
export const DAY = 86_400

export type HeaderRecord = Readonly<Record<string, string>>

/** Every answer at a feed's address depends on compression, and on whether a browser asks. */
export const VARY = 'Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests'

/** Any page on the web may read a feed: it is public. */
export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Last-Modified, Link, IM, Delta-Base, Retry-After',
}

const encoder = new TextEncoder()

export function httpDate(instant: number): string {
  return new Date(instant).toUTCString()
}

export function redirect(address: string): Response {
  const headers = {
    ...CORS,
    Location: address,
    'Cache-Control': `public, max-age=${DAY}`,
    'Content-Length': '0',
  }
  return new Response(null, { status: 301, headers })
}

/** An error in plain words, which caches may not store. */
export function refuse(status: number, message: string, extra: HeaderRecord = {}): Response {
  const body = encoder.encode(`${message}\n`)
  const headers = {
    ...CORS,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(body.length),
    'X-Content-Type-Options': 'nosniff',
    ...extra,
  }
  return new Response(body, { status, headers })
}

export function methodNotAllowed(): Response {
  return refuse(405, `Only ${ALLOWED} are allowed.`, { Allow: ALLOWED })
}

/** OPTIONS, alone or as a preflight (Fetch standard, section 3.2.2). */
export function allowed(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS,
      Allow: ALLOWED,
      'Access-Control-Allow-Methods': ALLOWED,
      'Access-Control-Allow-Headers': 'If-None-Match, If-Modified-Since, A-IM',
      'Access-Control-Max-Age': String(DAY),
    },
  })
}
