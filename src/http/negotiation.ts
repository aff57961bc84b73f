/** Which format and which coding a client prefers (RFC 9110, sections 12.4 and 12.5), and whether a person asks. */
import type { FormatName } from '../model.ts'
import type { Bytes, Coding } from '../snapshot/snapshot.ts'
import type { Fields } from './request.ts'

interface Preference {
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

/** The media types that ask for each format. */
const TYPES: readonly (readonly [FormatName, readonly string[]])[] = [
  ['rss', ['application/rss+xml', 'application/xml', 'text/xml']],
  ['atom', ['application/atom+xml']],
  ['json', ['application/feed+json', 'application/json']],
]

const DEFAULT: FormatName = 'rss'

/** The format that an `Accept` header prefers. Where nothing fits, the default is better than a refusal. */
export function chooseFormat(accept: string | null): FormatName {
  const preferences = parsePreferences(accept) ?? []
  const ranked = TYPES.map(([format, types]) => ({ format, ...best(types, preferences) }))
  const [first] = ranked.sort(byPreference)
  return first !== undefined && first.quality > 0 ? first.format : DEFAULT
}

interface Match {
  readonly quality: number
  /** 2 for the type itself, 1 for `application/*`, 0 for anything. */
  readonly precision: number
}

/** A range for the format's own type decides; the other types are names that some clients use for it. */
function best(types: readonly string[], preferences: readonly Preference[]): Match {
  const matches = types.map((type) => match(type, preferences))
  const own = matches.slice(0, 1).find(({ precision }) => precision === 2)
  return own ?? matches.reduce((a, b) => (byPreference(a, b) > 0 ? b : a))
}

function byPreference(a: Match, b: Match): number {
  return b.quality - a.quality || b.precision - a.precision
}

/** The most precise range that holds the type counts. */
function match(type: string, preferences: readonly Preference[]): Match {
  const ranges = ['*/*', type.replace(/\/.*/, '/*'), type]
  for (const precision of [2, 1, 0]) {
    const range = preferences.find(({ value }) => value === ranges[precision])
    if (range !== undefined) return { quality: range.quality, precision }
  }
  return { quality: 0, precision: 0 }
}

/** Whether a person opens the address in a browser. */
export function isNavigation(request: Fields): boolean {
  const destination = request.get('sec-fetch-dest')
  if (destination !== null) return destination === 'document'
  return isJudgedByAccept(request) && /^\s*text\/html\b/i.test(request.get('accept') ?? '')
}

/** Over plain http, browsers send no Fetch Metadata, and ask for a secure connection: then `Accept` decides. */
export function isJudgedByAccept(request: Fields): boolean {
  return request.get('sec-fetch-dest') === null && request.get('upgrade-insecure-requests') === '1'
}

/** The most compact first: of codings with equal quality values, the client gets the first. */
export const CODINGS: readonly Coding[] = ['zstd', 'br', 'gzip']

/** Compresses a page, which is made for one request; undefined where it is sent uncompressed. */
export type EncodePage = (page: Bytes, coding: Coding) => Promise<Bytes | undefined>

/** Section 8.4.1.3: an old name of gzip. */
const OLD_GZIP = 'x-gzip'

/** Remembered values of the header: clients send few different ones. */
const REMEMBERED = 100

const chosen = new Map<string, Coding | undefined>()

/**
 * The coding that fits best; undefined for none. A malformed header counts as absent, and a client that takes
 * nothing at all gets the document uncompressed: a reader can use that, but not an error.
 */
export function chooseCoding(acceptEncoding: string | null): Coding | undefined {
  if (acceptEncoding === null) return undefined
  if (chosen.has(acceptEncoding)) return chosen.get(acceptEncoding)
  if (chosen.size === REMEMBERED) chosen.clear()
  const coding = choose(acceptEncoding)
  chosen.set(acceptEncoding, coding)
  return coding
}

function choose(acceptEncoding: string): Coding | undefined {
  const preferences = parsePreferences(acceptEncoding)
  if (preferences === undefined) return undefined
  const qualities = new Map(preferences.map(({ value, quality }) => [value, quality]))
  const qualityOf = (coding: Coding) => qualities.get(coding) ?? fallback(coding, qualities)
  const best = CODINGS.reduce((a, b) => (qualityOf(b) > qualityOf(a) ? b : a))
  const plain = qualities.get('identity') ?? 0
  return qualityOf(best) > 0 && qualityOf(best) >= plain ? best : undefined
}

/** "*" means gzip, which every client can read. */
function fallback(coding: Coding, qualities: ReadonlyMap<string, number>): number {
  return coding === 'gzip' ? (qualities.get(OLD_GZIP) ?? qualities.get('*') ?? 0) : 0
}
