/** Which format a client prefers (RFC 9110, section 12.5.1), and whether a person asks. */
import type { FormatName } from '../model.ts'
import { type Preference, parsePreferences } from './quality.ts'
import type { Fields } from './request.ts'

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
