/** WebDAV (RFC 4918) over the bucket: classes 1 and 2, so that Finder and Explorer can mount it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { evaluate } from '../../http/conditional.ts'
import { sendFile } from '../../http/media.ts'
import { httpDate, refuse } from '../../http/responses.ts'
import type { Database } from '../../site/database.ts'
import { openObject } from '../live/media.ts'
import type { Bucket } from '../live/platform.ts'
import { copyOrMove } from './copy.ts'
import { checkLocks, createLocks, lock, locksOn, removeLocksIn, submittedTokens, unlock } from './locks.ts'
import {
  ALLOWED,
  type Asked,
  ATTACHED,
  type Change,
  done,
  type Folder,
  HEADERS,
  options,
  Refused,
  readBody,
  readXml,
  settled,
} from './messages.ts'
import { PROBLEMS, problemsOf } from './problems-file.ts'
import {
  createProperties,
  describe,
  multistatus,
  patch,
  removeProperties,
  typeOf,
  wantedOf,
} from './properties.ts'
import {
  checkParent,
  childrenOf,
  descendantsOf,
  existing,
  find,
  keyOf,
  type Resource,
  remove,
} from './resources.ts'

export function createDavTables(db: Database): void {
  createLocks(db)
  createProperties(db)
}

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
  const { db, bucket } = folder
  const mayChange = async (...changes: readonly Change[]) =>
    checkLocks(db, changes, await submittedTokens(request, db, bucket))
  return handle({ ...folder, request, key, mayChange })
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

const FOLDER = 'This is a WebDAV folder. Mount it with any user name, and the token as the password.\n'

async function get({ request, bucket, key, db }: Asked): Promise<Response> {
  const plain = { ...ATTACHED, 'Content-Type': 'text/plain; charset=utf-8' }
  const problems = key === PROBLEMS ? problemsOf(db) : undefined
  if (problems !== undefined) return new Response(problems.text, { headers: plain })
  const found = await existing(bucket, key)
  if (found.kind === 'folder')
    return new Response(request.method === 'HEAD' ? null : FOLDER, { headers: plain })
  const headers = {
    ...ATTACHED,
    'Accept-Ranges': 'bytes',
    'Last-Modified': httpDate(found.uploaded.getTime()),
    ETag: `"${found.etag}"`,
  }
  const file = { file: openObject(bucket, found), type: typeOf(key), headers }
  return sendFile(file, { request, headers: request.headers, now: Date.now() })
}

async function put({ request, bucket, db, key, mayChange, report }: Asked): Promise<Response> {
  checkWhole(request.headers)
  // an upload takes a while, so conditions and locks are checked when it has arrived
  const bytes = await readBody(request)
  const found = await find(bucket, key)
  if (found?.kind === 'folder') throw new Refused(405, 'There is a folder of this name.')
  const condition = conditionOf(request.headers, found?.etag)
  await checkParent(bucket, key)
  await mayChange({ key, isMember: found === undefined })
  const { etag } = await write(bucket, key, bytes, condition)
  const isSettling = bytes.length === 0 || locksOn(db, key).length > 0
  // when many files are sent, they are read together at the end
  if (!request.headers.has('X-Dropfeed-Later')) await report([key], isSettling ? settled() : undefined)
  return done(found === undefined ? 201 : 204, { ETag: `"${etag}"` })
}

/** Sections 8.4 and 14.5 of RFC 9110: a part or a compressed text would take the place of the whole file. */
function checkWhole(headers: Headers): void {
  if (headers.has('Content-Range')) throw new Refused(400, 'Send the whole file: parts are not taken.')
  const coding = headers.get('Content-Encoding') ?? 'identity'
  if (coding.toLowerCase() !== 'identity') throw new Refused(415, 'Send the file as it is, without a coding.')
}

type Condition = Parameters<Bucket['put']>[2]

/** The condition under which the bucket writes the file, so that of two writers one fails. */
function conditionOf(headers: Headers, etag: string | undefined): Condition {
  if (!headers.has('If-Match') && !headers.has('If-None-Match')) return undefined
  const holds =
    etag === undefined
      ? !headers.has('If-Match')
      : evaluate(headers, { etag, isStrong: true }, Date.now()) === 'send'
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
  const found = await existing(bucket, key)
  await mayChange({ key, isDeep: true, isMember: true })
  const gone = await remove(bucket, found)
  removeProperties(db, key)
  removeLocksIn(db, key)
  await report(gone)
  return done(204)
}

async function makeFolder({ request, bucket, key, mayChange }: Asked): Promise<Response> {
  if ((await readXml(request)) !== '') throw new Refused(415, 'A new folder takes no body.')
  if ((await find(bucket, key)) !== undefined)
    throw new Refused(405, 'There is a file or folder of this name.')
  await checkParent(bucket, key)
  await mayChange({ key, isMember: true })
  await bucket.put(`${key}/`, new Uint8Array())
  return done(201)
}

async function findProperties({ request, bucket, db, key }: Asked): Promise<Response> {
  const wanted = wantedOf(await readXml(request))
  const found = (key === PROBLEMS ? problemsOf(db) : undefined) ?? (await existing(bucket, key))
  const resources = [found, ...(await below(bucket, found, request.headers.get('Depth')))]
  const problems = key === '' && resources.length > 1 ? problemsOf(db) : undefined
  if (problems !== undefined) resources.push(problems)
  return multistatus(resources.map((resource) => describe(db, resource, wanted)))
}

async function below(bucket: Bucket, { kind, key }: Resource, depth: string | null): Promise<Resource[]> {
  if (depth === '0' || kind === 'file') return []
  return depth === '1' ? childrenOf(bucket, key) : descendantsOf(bucket, key)
}

async function patchProperties({ request, bucket, db, key, mayChange }: Asked): Promise<Response> {
  const found = await existing(bucket, key)
  await mayChange({ key })
  return multistatus([patch(db, found, await readXml(request))])
}
