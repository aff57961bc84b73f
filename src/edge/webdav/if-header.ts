/** The If header (RFC 4918, section 10.4). */

export interface Condition {
  readonly isNegated: boolean
  /** A state token, or the ETag of a resource with its quotation marks. */
  readonly token?: string
  readonly etag?: string
}

export interface ConditionList {
  /** The address that the list is about; absent: that of the request. */
  readonly resource?: string
  readonly conditions: readonly Condition[]
}

/** In characters. */
const LONGEST = 8192

const CONDITION = String.raw`(Not\s*)?(?:<([^<>\s]+)>|\[((?:W/)?"[^"]*")\])`

/** A list with the resource that it is about, if it names one. */
const LIST = new RegExp(String.raw`\s*(?:<([^<>\s]+)>\s*)?\(((?:\s*${CONDITION})+)\s*\)\s*`, 'iy')

/** Undefined where the header is malformed. */
export function parseIf(header: string): ConditionList[] | undefined {
  if (header.length > LONGEST) return undefined
  const lists: ConditionList[] = []
  let resource: string | undefined
  LIST.lastIndex = 0
  for (let at = 0; at < header.length; at = LIST.lastIndex) {
    const [, named, text] = LIST.exec(header) ?? []
    if (text === undefined) return undefined
    resource = named ?? resource
    lists.push({ ...(resource === undefined ? {} : { resource }), conditions: conditionsIn(text) })
  }
  return lists.length === 0 ? undefined : lists
}

function conditionsIn(text: string): Condition[] {
  return Array.from(text.matchAll(new RegExp(CONDITION, 'gi')), ([, not, token, etag]) => ({
    isNegated: not !== undefined,
    ...(token === undefined ? {} : { token }),
    ...(etag === undefined ? {} : { etag }),
  }))
}
