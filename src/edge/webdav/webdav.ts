/** WebDAV (RFC 4918) over the bucket: classes 1 and 2, so that Finder and Explorer can mount it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { evaluate } from '../../http/conditional.ts'
import { refuse } from '../../http/responses.ts'
import type { Instant } from '../../model.ts'
import type { Bucket } from '../live/platform.ts'
import { type Asked, type Folder, SETTLING } from './asked.ts'
import { LARGEST, Refused, readBody } from './body.ts'
import { copyOrMove } from './copy.ts'
import { lock, unlock } from './locking.ts'
import { type Change, checkLocks, locksOn, removeLocksIn, submittedTokens } from './locks.ts'
import { keyOf } from './names.ts'
import { PROBLEMS, problemsFile, problemsOf } from './problems-file.ts'
import { describe, multistatus, patch, removeProperties, wantedOf } from './properties.ts'
import { childrenOf, descendantsOf, find, hasParent, type Resource, remove } from './resources.ts'
import { ALLOWED, HEADERS, options, send } from './responses.ts'

/** Of an XML body, in bytes. */
const LONGEST_XML = 256 * 1024

/** Tries of a write, and the pause between: the bucket takes one write a second of a key. */
const TRIES = 3
const PAUSE = 1_100

/** @throws {Refused} */
export async function answerWebDav(request: Request, folder: Folder): Promise<Response> {
  const { method } = request
  if (method === 'OPTIONS') return options()
  const key = keyOf(new URL(request.url).pathname)
  if (key === undefined) throw new Refused(400, 'No file can have this name.')
  const handle = METHODS.get(method)
  if (handle === undefined) return refuse(405, `Only ${ALLOWED} are allowed.`, { ...HEADERS, Allow: ALLOWED })
  if (key === PROBLEMS && !READING.has(method)) throw new Refused(403, `${PROBLEMS} is written by dropfeed.`)
  const { db, bucket, clock } = folder
  const now = clock()
  const mayChange = async (...changes: readonly Change[]) => {
    const tokens = await submittedTokens(request, db, now, async (path) => {
      const found = await find(bucket, path)
      return found?.kind === 'file' ? found.etag : undefined
    })
    checkLocks(db, changes, tokens, now)
  }
  return handle({ ...folder, request, key, now, mayChange })
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PROPFIND', 'OPTIONS'])

const METHODS: ReadonlyMap<string, (asked: Asked) => Promise<Response>> = new Map([
  ['GET', get],
  ['HEAD', get],
  ['PUT', put],
  ['DELETE', deleteAll],
  ['MKCOL', makeFolder],
  ['PROPFIND', findProperties],
  ['PROPPATCH', patchProperties],
  ['COPY', copyOrMove],
  ['MOVE', copyOrMove],
  ['LOCK', lock],
  ['UNLOCK', unlock],
])

async function get(asked: Asked): Promise<Response> {
  const { bucket, key, db } = asked
  if (key === PROBLEMS) return problemsFile(db)
  const found = await find(bucket, key)
  if (found === undefined) throw new Refused(404, 'There is no such file.')
  return send(asked, found)
}

async function put({ request, bucket, db, key, clock, mayChange, report }: Asked): Promise<Response> {
  checkWhole(request.headers)
  // an upload takes a while, so conditions and locks are checked when it has arrived
  const bytes = await readBody(request, LARGEST)
  const found = await find(bucket, key)
  if (found?.kind === 'folder') throw new Refused(405, 'There is a folder of this name.')
  const condition = conditionOf(request.headers, found?.etag, clock())
  if (!(await hasParent(bucket, key))) throw new Refused(409, 'The folder does not exist. Create it first.')
  await mayChange({ key, isMember: found === undefined })
  const { etag } = await write(bucket, key, bytes, condition)
  const isSettling = bytes.length === 0 || locksOn(db, key, clock()).length > 0
  // when many files are sent, they are read together at the end
  if (!request.headers.has('X-Dropfeed-Later'))
    await report([key], isSettling ? clock() + SETTLING : undefined)
  return new Response(null, {
    status: found === undefined ? 201 : 204,
    headers: { ...HEADERS, ETag: `"${etag}"` },
  })
}

/** Sections 8.4 and 14.5 of RFC 9110: a part or a compressed text would take the place of the whole file. */
function checkWhole(headers: Headers): void {
  if (headers.has('Content-Range')) throw new Refused(400, 'Send the whole file: parts are not taken.')
  const coding = headers.get('Content-Encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity') throw new Refused(415, 'Send the file as it is, without a coding.')
}

type Condition = Parameters<Bucket['put']>[2]

/** The condition under which the bucket writes the file, so that of two writers one fails. */
function conditionOf(headers: Headers, etag: string | undefined, now: Instant): Condition {
  if (!headers.has('If-Match') && !headers.has('If-None-Match')) return undefined
  const holds =
    etag === undefined
      ? !headers.has('If-Match')
      : evaluate(headers, { etag, isStrong: true }, now) === 'send'
  if (!holds) throw changed()
  return { onlyIf: etag === undefined ? { etagDoesNotMatch: '*' } : { etagMatches: etag } }
}

function changed(): Refused {
  return new Refused(412, 'The file is another one by now.')
}

async function write(
  bucket: Bucket,
  key: string,
  bytes: Uint8Array,
  condition: Condition,
): Promise<{ readonly etag: string }> {
  for (let tries = 1; ; tries++) {
    try {
      const object = await bucket.put(key, bytes, condition)
      if (object !== null) return object
    } catch (error) {
      if (tries === TRIES) throw error
      await sleep(PAUSE)
      continue
    }
    throw changed()
  }
}

async function deleteAll({ bucket, db, key, mayChange, report }: Asked): Promise<Response> {
  if (key === '') throw new Refused(403, 'The whole folder cannot be deleted here.')
  const found = await find(bucket, key)
  if (found === undefined) throw new Refused(404, 'There is no such file.')
  await mayChange({ key, isDeep: true, isMember: true })
  const gone = await remove(bucket, found)
  removeProperties(db, key)
  removeLocksIn(db, key)
  await report(gone)
  return new Response(null, { status: 204, headers: HEADERS })
}

async function makeFolder({ request, bucket, key, mayChange }: Asked): Promise<Response> {
  if ((await readBody(request, LONGEST_XML)).length > 0) throw new Refused(415, 'A new folder takes no body.')
  if ((await find(bucket, key)) !== undefined)
    throw new Refused(405, 'There is a file or folder of this name.')
  if (!(await hasParent(bucket, key))) throw new Refused(409, 'The folder around it does not exist.')
  await mayChange({ key, isMember: true })
  await bucket.put(`${key}/`, new Uint8Array())
  return new Response(null, { status: 201, headers: HEADERS })
}

async function findProperties({ request, bucket, db, key, now }: Asked): Promise<Response> {
  const wanted = wantedOf(new TextDecoder().decode(await readBody(request, LONGEST_XML)))
  const found = key === PROBLEMS ? problemsOf(db) : await find(bucket, key)
  if (found === undefined) throw new Refused(404, 'There is no such file.')
  const resources = [found, ...(await below(bucket, found, request.headers.get('Depth')))]
  const problems = key === '' && resources.length > 1 ? problemsOf(db) : undefined
  if (problems !== undefined) resources.push(problems)
  return answerXml(multistatus(resources.map((resource) => describe(db, resource, wanted, now))))
}

async function below(bucket: Bucket, { kind, key }: Resource, depth: string | null): Promise<Resource[]> {
  if (depth === '0' || kind === 'file') return []
  return depth === '1' ? childrenOf(bucket, key) : descendantsOf(bucket, key)
}

async function patchProperties({ request, bucket, db, key, mayChange }: Asked): Promise<Response> {
  const found = await find(bucket, key)
  if (found === undefined) throw new Refused(404, 'There is no such file.')
  await mayChange({ key })
  const text = new TextDecoder().decode(await readBody(request, LONGEST_XML))
  return answerXml(multistatus([patch(db, found, text)]))
}

function answerXml(text: string): Response {
  return new Response(text, {
    status: 207,
    headers: { ...HEADERS, 'Content-Type': 'application/xml; charset=utf-8' },
  })
}
