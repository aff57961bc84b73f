/** COPY and MOVE (RFC 4918, sections 9.8 and 9.9). */
import { isWithin } from '../../base/paths.ts'
import { removeLocksIn } from './locks.ts'
import { type Asked, done, Refused } from './messages.ts'
import { PROBLEMS } from './problems-file.ts'
import { copyProperties, removeProperties } from './properties.ts'
import { checkParent, copyAll, existing, find, keyOf, planCopy, remove } from './resources.ts'

export async function copyOrMove(asked: Asked): Promise<Response> {
  const { request, bucket, db, key, mayChange, report } = asked
  const isMove = request.method === 'MOVE'
  const to = destinationOf(request)
  const from = await existing(bucket, key)
  if (key === '' || isWithin(to, key) || isWithin(key, to)) throw new Refused(403, 'One is within the other.')
  await checkParent(bucket, to)
  const there = await find(bucket, to)
  if (there !== undefined && request.headers.get('Overwrite') === 'F')
    throw new Refused(412, 'There is a file of this name.')
  const changes = (isMove ? [to, key] : [to]).map((one) => ({ key: one, isDeep: true, isMember: true }))
  await mayChange(...changes)
  const isDeep = isMove || request.headers.get('Depth') !== '0'
  // nothing is deleted before the copy has been made
  const copies = await planCopy(bucket, from, to, isDeep)
  await copyAll(bucket, copies)
  const written = copies.map((copy) => copy.to)
  const replaced = there === undefined ? [] : await remove(bucket, there, new Set(written))
  removeProperties(db, to)
  copyProperties(db, key, to, isDeep)
  const gone = isMove ? await remove(bucket, from) : []
  if (isMove) {
    removeProperties(db, key)
    removeLocksIn(db, key)
  }
  // in one change, so that a post that moves keeps its id
  const files = [...replaced, ...written, ...gone].filter((name) => !name.endsWith('/'))
  await report([...new Set(files)])
  return done(there === undefined ? 201 : 204)
}

function destinationOf({ url, headers }: Request): string {
  const header = headers.get('Destination')
  if (header === null || !URL.canParse(header, url))
    throw new Refused(400, 'The Destination header is missing or wrong.')
  const destination = new URL(header, url)
  if (destination.host !== new URL(url).host) throw new Refused(502, 'The destination is on another server.')
  const key = keyOf(destination.pathname)
  if (key === undefined || key === '' || key === PROBLEMS)
    throw new Refused(403, 'No file can have this name.')
  return key
}
