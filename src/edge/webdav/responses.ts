/** Answers of the door: headers, what is allowed, and files. */
import { FILE_POLICY } from '../../pages/policy.ts'
import type { Bucket } from '../live/platform.ts'
import { Refused } from './body.ts'
import { typeOf } from './properties.ts'
import type { Resource } from './resources.ts'

export const ALLOWED = 'OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, COPY, MOVE, PROPFIND, PROPPATCH, LOCK, UNLOCK'

/** Apps on other pages may use the door with the token, and never with what a browser keeps. */
export const HEADERS = {
  DAV: '1, 2',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'DAV, ETag, Lock-Token',
}

const TAKEN =
  'Authorization, Content-Type, Depth, Destination, If, If-Match, If-None-Match, Lock-Token, Overwrite, Timeout, X-Requested-With'

/** In seconds. */
const DAY = 86_400

export function preflight(headers: Headers): Response {
  const asksForApp = headers.has('Access-Control-Request-Method')
  return new Response(null, {
    status: asksForApp ? 204 : 200,
    headers: {
      ...HEADERS,
      Allow: ALLOWED,
      'MS-Author-Via': 'DAV',
      'Content-Length': '0',
      ...(asksForApp
        ? {
            'Access-Control-Allow-Methods': ALLOWED,
            'Access-Control-Allow-Headers': TAKEN,
            'Access-Control-Max-Age': String(DAY),
          }
        : {}),
    },
  })
}

/** A file shares the origin of the site: a browser stores it, and shows and runs nothing of it. */
export const ATTACHED = {
  ...HEADERS,
  'Content-Disposition': 'attachment',
  'Content-Security-Policy': FILE_POLICY,
}

const FOLDER = `This is a WebDAV folder. Mount it with any user name, and the token as the password.\n`

export async function sendFile(request: Request, bucket: Bucket, found: Resource): Promise<Response> {
  const isHead = request.method === 'HEAD'
  if (found.kind === 'folder')
    return new Response(isHead ? null : FOLDER, {
      headers: { ...ATTACHED, 'Content-Type': 'text/plain; charset=utf-8' },
    })
  const headers = {
    ...ATTACHED,
    'Content-Type': typeOf(found.key),
    'Content-Length': String(found.size),
    'Last-Modified': found.uploaded.toUTCString(),
    ETag: `"${found.etag}"`,
  }
  if (isHead) return new Response(null, { headers })
  const object = await bucket.get(found.key)
  if (object === null) throw new Refused(404, 'There is no such file.')
  return new Response(object.body, {
    headers: { ...headers, 'Content-Length': String(object.size), ETag: `"${object.etag}"` },
  })
}
