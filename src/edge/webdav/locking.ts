/** LOCK and UNLOCK (RFC 4918, sections 9.10 and 9.11). */

import { type Asked, SETTLING } from './asked.ts'
import { Refused, readBody } from './body.ts'
import { checkFree, type Lock, locksOn, putLock, removeLock, timeoutOf } from './locks.ts'
import { activeLock } from './properties.ts'
import { find, hasParent } from './resources.ts'
import { HEADERS } from './responses.ts'
import { childNamed, DAV, isDav, parseXml, writeXml } from './xml.ts'

/** Of a body, in bytes. */
const LONGEST = 16 * 1024

export async function lock(asked: Asked): Promise<Response> {
  const text = new TextDecoder().decode(await readBody(asked.request, LONGEST))
  return text.trim() === '' ? refresh(asked) : lockAnew(asked, text)
}

async function refresh({ request, db, key, now, mayChange }: Asked): Promise<Response> {
  const header = request.headers.get('If')
  if (header === null) throw new Refused(400, 'The If header names no lock to refresh.')
  await mayChange()
  const held = locksOn(db, key, now).find(({ token }) => header.includes(`<${token}>`))
  if (held === undefined) throw new Refused(412, 'There is no such lock.')
  const timeout = timeoutOf(request.headers.get('Timeout'))
  const fresh = { ...held, timeout, expires: now + timeout * 1000 }
  putLock(db, fresh)
  return answer(fresh, 200, now, {})
}

async function lockAnew(
  { request, bucket, db, key, now, mayChange, report }: Asked,
  text: string,
): Promise<Response> {
  const timeout = timeoutOf(request.headers.get('Timeout'))
  const depth = request.headers.get('Depth') === '0' ? 0 : 1
  const fresh: Lock = {
    ...lockInfo(text),
    ...{ token: `urn:uuid:${crypto.randomUUID()}`, path: key, depth, timeout, expires: now + timeout * 1000 },
  }
  const found = await find(bucket, key)
  if (found === undefined && !(await hasParent(bucket, key)))
    throw new Refused(409, 'The folder does not exist. Create it first.')
  if (found === undefined) await mayChange({ key, isMember: true })
  checkFree(db, fresh, now)
  putLock(db, fresh)
  if (found === undefined) {
    await bucket.put(key, new Uint8Array())
    await report([key], now + SETTLING)
  }
  return answer(fresh, found === undefined ? 201 : 200, now, { 'Lock-Token': `<${fresh.token}>` })
}

function lockInfo(text: string): Pick<Lock, 'shared' | 'owner'> {
  try {
    const root = parseXml(text)
    const scope = childNamed(root, 'lockscope')
    const owner = childNamed(root, 'owner')
    if (isDav(root, 'lockinfo') && scope !== undefined)
      return {
        shared: childNamed(scope, 'shared') === undefined ? 0 : 1,
        owner: owner === undefined ? '' : writeXml(owner),
      }
  } catch {}
  throw new Refused(400, 'The body is not the XML of a lock request.')
}

function answer(
  held: Lock,
  status: number,
  now: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const text = `<?xml version="1.0" encoding="utf-8"?>\n<D:prop xmlns:D="${DAV}"><D:lockdiscovery>${activeLock(held, now)}</D:lockdiscovery></D:prop>\n`
  return new Response(text, {
    status,
    headers: { ...HEADERS, ...headers, 'Content-Type': 'application/xml; charset=utf-8' },
  })
}

/** What was written under the lock is complete now. */
export async function unlock({ request, db, key, now, report }: Asked): Promise<Response> {
  const [, token] = /^\s*<([^>]+)>\s*$/.exec(request.headers.get('Lock-Token') ?? '') ?? []
  if (token === undefined) throw new Refused(400, 'The Lock-Token header is missing.')
  const held = locksOn(db, key, now).find((lock) => lock.token === token)
  if (held === undefined) throw new Refused(409, 'There is no such lock on it.')
  removeLock(db, token)
  await report([held.path])
  return new Response(null, { status: 204, headers: HEADERS })
}
