/** Addresses in a configuration: of the web, and old ones that lead to others. */
import { DOCUMENTS } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { shorten } from '../base/text.ts'

/** What is wrong, to be said of a name, and what to do. */
export type Fault = readonly [what: string, fix: string]

/** Longest key and value of a fix, in characters. */
const MAX_FIX = 100

/** A host with a dot, and perhaps a port and more; a picture's name is none. */
const HOST = /^(?![^/]*\.(?:avif|gif|ico|jpe?g|png|svg|webp)$)(?:[\p{L}\d-]+\.)+\p{L}{2,}(?:[:/]\S*)?$/u

/** What is there always, and goes before every alias. */
const FEEDS = Object.values(DOCUMENTS).map(({ file }) => `/${file}`)

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/** A slip in a web address that can be put right; undefined where there is none such. */
export function webAddressFault(key: string, text: string): Fault | undefined {
  if (isWebAddress(text) && /[?#]/.test(text))
    return ['has a "?" or "#"', written(key, text.replace(/[?#].*/s, ''))]
  const isHost = HOST.test(text) && isWebAddress(`https://${text}`)
  return isHost ? ['lacks "https://"', written(key, `https://${text}`)] : undefined
}

/** What is wrong with an alias, whatever the others are. */
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

/** Of an alias that leads to others and to itself again, or to such ones. */
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
