/** The If header (RFC 4918, section 10.4). */
import type { Database } from '../../site/database.ts'
import type { Bucket } from '../live/platform.ts'
import { locksOn } from './locks.ts'
import { keyOf } from './names.ts'
import { Refused } from './request.ts'
import { find } from './resources.ts'

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
