/** Locks (RFC 4918, sections 6, 7, 9.10 and 9.11), and the If header that names their tokens (section 10.4). */
import { isWithin, parentOf } from '../../base/paths.ts'
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import type { Bucket } from '../live/platform.ts'
import { type Asked, answerXml, type Change, done, Refused, readXml, settled } from './messages.ts'
import { addressOf, checkParent, find, keyOf } from './resources.ts'
import { childNamed, DAV, isDav, parseXml, writeXml } from './xml.ts'

interface Lock {
  readonly token: string
  readonly path: string
  /** 1: everything in the folder, too. */
  readonly depth: number
  readonly shared: number
  /** XML. */
  readonly owner: string
  /** In seconds. */
  readonly timeout: number
  readonly expires: Instant
}

/** In seconds. */
const LONGEST = 3600
const USUAL = 600

/** Locks there may be. */
const MOST = 1000

/** In SQL: of a key and everything in it. */
export const WITHIN = `(path = ?1 or ?1 = '' or substr(path, 1, length(?1) + 1) = ?1 || '/')`

export function createLocks(db: Database): void {
  db.run(`create table if not exists dav_lock (
    token text primary key, path text not null, depth integer not null, shared integer not null,
    owner text not null, timeout integer not null, expires integer not null
  ) strict`)
}

/** Locks that hold for a key: on itself, or on a folder that it is in. */
export function locksOn(db: Database, key: string): Lock[] {
  return allLocks(db).filter(({ path, depth }) => path === key || (depth === 1 && isWithin(key, path)))
}

/** Locks on something in a folder. */
function locksIn(db: Database, key: string): Lock[] {
  return allLocks(db).filter(({ path }) => path !== key && isWithin(path, key))
}

function allLocks(db: Database): Lock[] {
  return db.all<Lock>('select * from dav_lock where expires > ?', Date.now())
}

function putLock(db: Database, lock: Lock): void {
  db.run('delete from dav_lock where expires < ?', Date.now() - LONGEST * 1000)
  const { token, path, depth, shared, owner, timeout, expires } = lock
  db.run(
    `insert or replace into dav_lock (token, path, depth, shared, owner, timeout, expires)
     values (?, ?, ?, ?, ?, ?, ?)`,
    ...[token, path, depth, shared, owner, timeout, expires],
  )
}

/** Locks do not move with what they were on. */
export function removeLocksIn(db: Database, key: string): void {
  db.run(`delete from dav_lock where ${WITHIN}`, key)
}

/** @throws {Refused} where a lock holds for what changes, and its token was not submitted */
export function checkLocks(db: Database, changes: readonly Change[], tokens: ReadonlySet<string>): void {
  for (const { key, isDeep = false, isMember = false } of changes) {
    const held = locksOn(db, key)
    if (isDeep) held.push(...locksIn(db, key))
    if (isMember) held.push(...locksOn(db, parentOf(key)))
    // of shared locks on one path, one token is enough
    const isBarred = held.some(
      ({ path }) => !held.some((lock) => lock.path === path && tokens.has(lock.token)),
    )
    if (isBarred) throw new Refused(423, 'It is locked.')
  }
}

export async function lock(asked: Asked): Promise<Response> {
  const text = await readXml(asked.request)
  return text.trim() === '' ? refresh(asked) : lockAnew(asked, text)
}

async function refresh({ request, db, key, mayChange }: Asked): Promise<Response> {
  const header = request.headers.get('If')
  if (header === null) throw new Refused(400, 'The If header names no lock to refresh.')
  await mayChange()
  const held = locksOn(db, key).find(({ token }) => header.includes(`<${token}>`))
  if (held === undefined) throw new Refused(412, 'There is no such lock.')
  const fresh = { ...held, ...timesOf(request) }
  putLock(db, fresh)
  return answer(200, fresh)
}

async function lockAnew(
  { request, bucket, db, key, mayChange, report }: Asked,
  text: string,
): Promise<Response> {
  const depth = request.headers.get('Depth') === '0' ? 0 : 1
  const token = `urn:uuid:${crypto.randomUUID()}`
  const fresh: Lock = { ...lockInfo(text), token, path: key, depth, ...timesOf(request) }
  const isNew = (await find(bucket, key)) === undefined
  if (isNew) {
    await checkParent(bucket, key)
    await mayChange({ key, isMember: true })
  }
  checkFree(db, fresh)
  putLock(db, fresh)
  if (isNew) {
    await bucket.put(key, new Uint8Array())
    await report([key], settled())
  }
  return answer(isNew ? 201 : 200, fresh, { 'Lock-Token': `<${token}>` })
}

/** `Timeout: Second-600, Infinite`. */
function timesOf({ headers }: Request): Pick<Lock, 'timeout' | 'expires'> {
  const [, seconds = USUAL] = /Second-(\d{1,10})/i.exec(headers.get('Timeout') ?? '') ?? []
  const timeout = Math.min(LONGEST, Math.max(1, Number(seconds)))
  return { timeout, expires: Date.now() + timeout * 1000 }
}

function lockInfo(text: string): Pick<Lock, 'shared' | 'owner'> {
  const root = parseXml(text)
  const scope = childNamed(root, 'lockscope')
  const owner = childNamed(root, 'owner')
  if (!isDav(root, 'lockinfo') || scope === undefined) throw new Refused(400, 'The body asks for no lock.')
  return {
    shared: childNamed(scope, 'shared') === undefined ? 0 : 1,
    owner: owner === undefined ? '' : writeXml(owner),
  }
}

/** @throws {Refused} where another lock is in the way */
function checkFree(db: Database, { path, depth, shared }: Lock): void {
  const others = [...locksOn(db, path), ...(depth === 1 ? locksIn(db, path) : [])]
  if (others.some((other) => shared === 0 || other.shared === 0)) throw new Refused(423, 'It is locked.')
  if (allLocks(db).length >= MOST) throw new Refused(507, 'There are too many locks.')
}

function answer(status: number, held: Lock, headers: Readonly<Record<string, string>> = {}): Response {
  const text = `<D:prop xmlns:D="${DAV}"><D:lockdiscovery>${activeLock(held)}</D:lockdiscovery></D:prop>`
  return answerXml(status, text, headers)
}

/** The content of `lockdiscovery` for one lock. */
export function activeLock({ token, path, depth, shared, owner, expires }: Lock): string {
  return [
    '<D:activelock><D:locktype><D:write/></D:locktype>',
    `<D:lockscope><D:${shared === 1 ? 'shared' : 'exclusive'}/></D:lockscope>`,
    `<D:depth>${depth === 1 ? 'infinity' : '0'}</D:depth>${owner}`,
    `<D:timeout>Second-${Math.ceil((expires - Date.now()) / 1000)}</D:timeout>`,
    `<D:locktoken><D:href>${token}</D:href></D:locktoken>`,
    `<D:lockroot><D:href>${addressOf(path, false)}</D:href></D:lockroot></D:activelock>`,
  ].join('')
}

/** What was written under the lock is complete now. */
export async function unlock({ request, db, key, report }: Asked): Promise<Response> {
  const [, token] = /^\s*<([^>]+)>\s*$/.exec(request.headers.get('Lock-Token') ?? '') ?? []
  if (token === undefined) throw new Refused(400, 'The Lock-Token header is missing.')
  const held = locksOn(db, key).find((lock) => lock.token === token)
  if (held === undefined) throw new Refused(409, 'There is no such lock on it.')
  db.run('delete from dav_lock where token = ?', token)
  await report([held.path])
  return done(204)
}

interface Condition {
  readonly isNegated: boolean
  /** A state token, or the ETag of a resource with its quotation marks. */
  readonly token: string | undefined
  readonly etag: string | undefined
}

interface ConditionList {
  /** The address that the list is about; absent: that of the request. */
  readonly resource: string | undefined
  readonly conditions: readonly Condition[]
}

const CONDITION = String.raw`(Not\s*)?(?:<([^<>\s]+)>|\[((?:W/)?"[^"]*")\])`

/** A list with the resource that it is about, if it names one. */
const LIST = new RegExp(String.raw`\s*(?:<([^<>\s]+)>\s*)?\(((?:\s*${CONDITION})+)\s*\)\s*`, 'iy')

/** The tokens in the If header of a request. @throws {Refused} if its conditions do not hold */
export async function submittedTokens(
  request: Request,
  db: Database,
  bucket: Bucket,
): Promise<ReadonlySet<string>> {
  const header = request.headers.get('If')
  if (header === null) return new Set()
  const lists = parseIf(header)
  const results: boolean[] = []
  for (const { resource = request.url, conditions } of lists) {
    const key = keyOf(URL.parse(resource, request.url)?.pathname ?? '')
    if (key === undefined) throw new Refused(400, 'The If header names something that is not in this folder.')
    const tokens = new Set(locksOn(db, key).map(({ token }) => token))
    const found = conditions.some(({ etag }) => etag !== undefined) ? await find(bucket, key) : undefined
    const etag = found?.kind === 'file' ? `"${found.etag}"` : undefined
    const holds = ({ isNegated, ...one }: Condition) =>
      isNegated !== (one.token === undefined ? one.etag === etag : tokens.has(one.token))
    results.push(conditions.every(holds))
  }
  if (!results.includes(true)) throw new Refused(412, 'The conditions of the If header do not hold.')
  return new Set(lists.flatMap(({ conditions }) => conditions.flatMap(({ token }) => token ?? [])))
}

function parseIf(header: string): ConditionList[] {
  const lists: ConditionList[] = []
  let resource: string | undefined
  LIST.lastIndex = 0
  for (let at = 0; at < header.length; at = LIST.lastIndex) {
    const [, named, text] = LIST.exec(header) ?? []
    if (text === undefined) break
    resource = named ?? resource
    lists.push({ resource, conditions: conditionsIn(text) })
  }
  if (lists.length === 0 || LIST.lastIndex !== header.length)
    throw new Refused(400, 'The If header is malformed.')
  return lists
}

function conditionsIn(text: string): Condition[] {
  return Array.from(text.matchAll(new RegExp(CONDITION, 'gi')), ([, not, token, etag]) => ({
    isNegated: not !== undefined,
    token,
    etag,
  }))
}
