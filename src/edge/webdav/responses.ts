/** WebDAV answers: headers, what is allowed, and files. */
import { sendFile } from '../../http/media.ts'
import { httpDate } from '../../http/responses.ts'
import { FILE_POLICY } from '../../pages/policy.ts'
import { openObject } from '../live/media.ts'
import type { Asked } from './asked.ts'
import { typeOf } from './properties.ts'
import type { Resource } from './resources.ts'

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

const FOLDER = `This is a WebDAV folder. Mount it with any user name, and the token as the password.\n`

export async function send(asked: Asked, found: Resource): Promise<Response> {
  if (found.kind === 'folder')
    return new Response(asked.request.method === 'HEAD' ? null : FOLDER, {
      headers: { ...ATTACHED, 'Content-Type': 'text/plain; charset=utf-8' },
    })
  const { request, bucket, now } = asked
  const headers = {
    ...ATTACHED,
    'Accept-Ranges': 'bytes',
    'Last-Modified': httpDate(found.uploaded.getTime()),
    ETag: `"${found.etag}"`,
  }
  const file = { file: openObject(bucket, found), type: typeOf(found.key), headers }
  return sendFile(file, { request, headers: request.headers, now })
}
