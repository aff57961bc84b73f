/** WebDAV answers: their headers, and what is allowed. */
import { FILE_POLICY } from '../../pages/policy.ts'

export const ALLOWED = 'OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK'

/** Apps on other pages may use WebDAV with the token, and never with what a browser keeps. */
export const HEADERS = {
  DAV: '1, 2',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Range, DAV, ETag, Lock-Token',
}

const TAKEN =
  'Authorization, Content-Type, Depth, Destination, If, If-Match, If-None-Match, If-Range, Lock-Token, Overwrite, Range, Timeout, X-Requested-With'

/** In seconds. */
const DAY = 86_400

/** The answer to a browser that asks whether an app may use WebDAV. It needs no token, and no object. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...HEADERS,
      'Access-Control-Allow-Methods': ALLOWED,
      'Access-Control-Allow-Headers': TAKEN,
      'Access-Control-Max-Age': String(DAY),
    },
  })
}

export function options(): Response {
  return new Response(null, {
    headers: { ...HEADERS, Allow: ALLOWED, 'MS-Author-Via': 'DAV', 'Content-Length': '0' },
  })
}

/** A file shares the origin of the site: a browser stores it, and shows and runs nothing of it. */
export const ATTACHED = {
  ...HEADERS,
  'Content-Disposition': 'attachment',
  'Content-Security-Policy': FILE_POLICY,
}

/** The answer to a write without anything to say. */
export function done(status: 201 | 204, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...HEADERS, ...headers } })
}

export function answerXml(
  status: number,
  element: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`<?xml version="1.0" encoding="utf-8"?>\n${element}\n`, {
    status,
    headers: { ...HEADERS, ...headers, 'Content-Type': 'application/xml; charset=utf-8' },
  })
}
