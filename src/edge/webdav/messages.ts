/** WebDAV requests and answers: what every method gets, bodies, headers, and what is allowed. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from '../../model.ts'
import { FILE_POLICY } from '../../pages/policy.ts'
import type { Database } from '../../site/database.ts'
import { concatenate } from '../../snapshot/bytes.ts'
import type { Bucket } from '../live/platform.ts'

export interface Folder {
  readonly db: Database
  readonly bucket: Bucket
  /** Keys that have changed. @param due when the site takes them; absent: at once */
  readonly report: (keys: readonly string[], due?: Instant) => Promise<void>
}

/** What a request is about to change. */
export interface Change {
  readonly key: string
  /** Everything in it changes, too. */
  readonly isDeep?: boolean
  /** It comes or goes, so its folder changes. */
  readonly isMember?: boolean
}

export interface Asked extends Folder {
  readonly request: Request
  readonly key: string
  /** Checks the If header, and the locks of what changes. @throws {Refused} */
  readonly mayChange: (...changes: readonly Change[]) => Promise<void>
}

/** A refusal, with its status. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** When the site takes a file that is empty or locked: it is still being written, for clients write in several steps. */
export function settled(): Instant {
  return Date.now() + 5_000
}

/** Of a file, in bytes. A larger one goes into the bucket by S3. */
export const LARGEST = 25 * 1024 * 1024

/** Of XML, in bytes. */
const LONGEST_XML = 128 * 1024

/** Of a body that is too long, in bytes: then the connection is closed. */
const MOST = 20 * LARGEST

/** For bodies that are read at once, in bytes: the object has 128 MB. */
const ROOM = 2 * LARGEST

/** In milliseconds: how long a body waits for room, and between two looks. */
const PATIENCE = 30_000
const LOOK = 100

let used = 0

/**
 * Reads a body whole: the bucket wants its length, and a write may have to be repeated.
 * @throws {Refused} if the body is too long, or has another length than its header says
 */
export async function readBody(request: Request, limit = LARGEST): Promise<Uint8Array> {
  const said = request.headers.get('Content-Length')
  const length = said === null ? limit : Math.min(Number(said), limit)
  await reserve(length)
  try {
    const bytes = await collect(request, limit)
    if (said !== null && bytes.length !== Number(said))
      throw new Refused(400, `The body has ${bytes.length} bytes, and Content-Length says ${said}.`)
    return bytes
  } finally {
    used -= length
  }
}

export async function readXml(request: Request): Promise<string> {
  return new TextDecoder().decode(await readBody(request, LONGEST_XML))
}

/** Uploads that have stopped do not hold up others for ever. */
async function reserve(length: number): Promise<void> {
  const end = Date.now() + PATIENCE
  while (used > 0 && used + length > ROOM) {
    if (Date.now() >= end) throw new Refused(503, 'Too much is sent at once. Try again later.')
    await sleep(LOOK)
  }
  used += length
}

/** Reads past the limit without keeping anything: many clients read no answer before they have sent everything. */
async function collect({ body }: Request, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length <= limit) parts.push(part)
    else parts.length = 0
    if (length > MOST) break
  }
  if (length > limit)
    throw new Refused(413, 'A file may have 25 MB here. Put a larger one into the bucket with an S3 client.')
  return concatenate(parts)
}

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
