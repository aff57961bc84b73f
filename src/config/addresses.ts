/** Addresses in a configuration: of the web, and old ones that lead to others. */
import { DOCUMENTS } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { shorten } from '../base/text.ts'

/** The predicate of a message about a key, and the fix. */
export type Fault = readonly [what: string, fix: string]

/** Longest key and value of a fix, in characters. */
const MAX_FIX = 100

/** A host with a dot, and perhaps a port and path; but not the file name of a picture. */
export const HOST =
  /^(?![^/]*\.(?:avif|gif|ico|jpe?g|png|svg|webp)$)(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[:/]\S*)?$/u

/** The main feeds always exist and go before every alias. */
const FEEDS = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/** A mistake in a web address that can be corrected. */
export function webAddressFault(key: string, text: string): Fault | undefined {
  if (isWebAddress(text) && /[?#]/.test(text))
    return ['has a "?" or "#"', written(key, text.replace(/[?#].*/s, ''))]
  const isHost = HOST.test(text) && isWebAddress(`https://${text}`)
  return isHost ? ['lacks "https://"', written(key, `https://${text}`)] : undefined
}

/** A mistake in one alias, regardless of the others. */
export function aliasFault(from: string, to: unknown): Fault | undefined {
  const goal = typeof to === 'string' && to.startsWith('/') ? to : '/rss.xml'
  if (!from.startsWith('/')) {
    return [`leads from ${quote(from)}, which does not begin with "/"`, written(`'/${from}'`, goal)]
  }
  if (FEEDS.includes(from.replace(/\?.*/s, '')))
    return ['is never followed: a feed is at this address', 'Remove it.']
  const isAddress = typeof to === 'string' && (to.startsWith('/') || isWebAddress(to))
  if (isAddress) return undefined
  return ['leads to neither a path that begins with "/" nor a web address', written(`'${from}'`, goal)]
}

function written(key: string, value: string): string {
  return `Write it as ${shorten(key, MAX_FIX)}: '${shorten(value, MAX_FIX)}'.`
}

/** For an alias in a circle, or leading into one. */
export const CIRCLE: Fault = ['leads in a circle', 'Point it at the current address.']

export function leadsInCircle(from: string, aliases: Readonly<Record<string, string>>): boolean {
  const seen = new Set<string>()
  let at: string | undefined = from
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    at = Object.hasOwn(aliases, at) ? aliases[at] : undefined
  }
  return at !== undefined
}
