/** Answers that are pages for people, and what belongs to them. */
import { CORS } from './responses.ts'

/** Pages may show what posts show, and run only what is served from here. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src https: http: data:',
  'media-src https: http:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const NOSNIFF = { 'X-Content-Type-Options': 'nosniff' }

const PAGE_HEADERS = {
  ...NOSNIFF,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': POLICY,
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  // for browsers that know no frame-ancestors
  'X-Frame-Options': 'DENY',
}

/** Shared for a minute: a post that expires is gone from its page soon after it is gone from the feeds. */
const SHARED = { 'Cache-Control': 'public, max-age=60', Vary: 'Accept-Encoding' }

/**
 * A feed's page for a browser stands at the address of the document. Caches that overlook `Vary` must not hand it
 * to a feed reader, so none keeps it.
 */
const PERSONAL = { 'Cache-Control': 'private, no-store', Vary: 'Accept-Encoding, Sec-Fetch-Dest' }

export function sendPage(html: string): Response {
  return new Response(html, { headers: { ...PAGE_HEADERS, ...SHARED } })
}

export function sendFeedView(html: string): Response {
  return new Response(html, { headers: { ...PAGE_HEADERS, ...PERSONAL } })
}

/** What went wrong for one is not kept for others. */
export function sendError(status: number, html: string): Response {
  return new Response(html, { status, headers: { ...PAGE_HEADERS, ...PERSONAL } })
}

/** What belongs to every page and changes only with the service. */
export function sendFixed(text: string, type: string): Response {
  const headers = {
    ...NOSNIFF,
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'public, max-age=3600',
    Vary: 'Accept-Encoding',
  }
  return new Response(text, { headers })
}

export function sendOpml(text: string, type: string): Response {
  return new Response(text, { headers: { ...CORS, ...NOSNIFF, ...SHARED, 'Content-Type': type } })
}
