/** Lists of preferences with quality values (RFC 9110, section 12.4.2). */

export interface Preference {
  /** In lower case, without parameters. */
  readonly value: string
  /** From 0, not acceptable, to 1. */
  readonly quality: number
}

/** In characters. A longer list counts as absent. */
const MAX_LENGTH = 2048

/** No character can belong to two parts of it, so matching takes linear time. */
const ELEMENT =
  /^([!#$%&'*+\-.^_`|~\w]+(?:\/[!#$%&'*+\-.^_`|~\w]+)?)\s*((?:;\s*[^\s;,"][^;,"]*(?:"[^"]*"\s*)?)*)$/
const QUALITY = /;\s*q\s*=\s*([^;]*)/i
const QVALUE = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

/** The preferences in a header's value; undefined where there is no header or it is malformed. */
export function parsePreferences(header: string | null): Preference[] | undefined {
  if (header === null || header.length > MAX_LENGTH) return undefined
  const elements = header.split(',').map((element) => element.trim())
  const parsed = elements.filter((element) => element !== '').map(parseElement)
  return parsed.every((preference) => preference !== undefined) ? parsed : undefined
}

function parseElement(element: string): Preference | undefined {
  const [, value, parameters = ''] = ELEMENT.exec(element) ?? []
  const [, quality = '1'] = QUALITY.exec(parameters) ?? []
  if (value === undefined || !QVALUE.test(quality.trim())) return undefined
  return { value: value.toLowerCase(), quality: Number(quality) }
}
