/** The headers and bodies that answers are made of. */
import type { Instant } from '../model.ts'
import type { FeedDocument, View } from '../snapshot.ts'

export const ALLOWED = 'GET, HEAD, OPTIONS'

/** Any page on the web may read a feed: it is public. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Last-Modified, Link, IM, Delta-Base, Retry-After',
}

/** A day, in seconds: how long preflight answers hold, and a feed may be used while its server is down. */
const DAY = 86_400

/** Headers of a feed, the same for 200 and 304. */
export function feedHeaders(document: FeedDocument, view: View, maxAge: number, now: Instant): Headers {
  const headers = new Headers({ ...CORS, 'X-Content-Type-Options': 'nosniff' })
  headers.set('ETag', `W/"${view.edition.etag}"`)
  headers.set('Cache-Control', cacheControl(freshness(view, maxAge, now)))
  headers.set('Content-Language', document.language)
  if (view.edition.modified !== undefined) headers.set('Last-Modified', httpDate(view.edition.modified))
  return headers
}

/** A feed is fresh for the site's time, but not beyond its next change, in whole seconds. */
function freshness({ until }: View, maxAge: number, now: Instant): number {
  return Math.min(maxAge, Math.floor((until - now) / 1000))
}

function cacheControl(maxAge: number): string {
  return `public, max-age=${maxAge}, stale-while-revalidate=${maxAge}, stale-if-error=${DAY}`
}

export function httpDate(instant: Instant): string {
  return new Date(instant).toUTCString()
}

export function sendFeed(document: FeedDocument, view: View, headers: Headers): Response {
  headers.set('Content-Type', `${document.type}; charset=utf-8`)
  headers.set('Content-Length', String(view.body.length))
  return new Response(view.body, { headers })
}

/** A thing has one address; the others lead there. */
export function redirect(address: string): Response {
  const headers = { ...CORS, Location: address, 'Cache-Control': `public, max-age=${DAY}` }
  return new Response(null, { status: 301, headers })
}

/** A refusal in plain words, which nobody may store. */
export function refuse(status: number, message: string, extra: Record<string, string> = {}): Response {
  const headers = {
    ...CORS,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    ...extra,
  }
  return new Response(`${message}\n`, { status, headers })
}

export function methodNotAllowed(): Response {
  return refuse(405, `Only ${ALLOWED} are possible here.`, { Allow: ALLOWED })
}

/** OPTIONS, alone or as a preflight (Fetch standard, section 3.2.2). */
export function options(): Response {
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
