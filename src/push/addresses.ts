/**
 * The hubs of a site, the addresses of its feeds, and those that its own hub may send requests to. Anybody may subscribe,
 * so a callback must not reach machines that only this one can reach
 * (https://www.w3.org/TR/websub/#security-considerations).
 */
import { DOCUMENTS, HUB } from '../base/paths.ts'
import { isIpAddress, isPublicAddress, networkOf } from '../base/public-address.ts'
import type { Site } from '../model.ts'

/** Names that only a local network resolves (RFC 6761, RFC 6762, RFC 8375), and those of clouds' metadata servers. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa)\.?$/i

/** Of a callback or a topic, in characters. */
export const MAX_ADDRESS = 2048

/**
 * Why a callback is refused, as the rest of a sentence about it; undefined: it is fine.
 * @param allow hosts that are allowed in spite of their address, for development
 */
export function callbackFault(callback: string, allow: readonly string[]): string | undefined {
  if (callback.length > MAX_ADDRESS) return `is longer than ${MAX_ADDRESS} characters`
  const url = URL.parse(callback)
  if (url === null || !/^https?:$/.test(url.protocol)) return 'is not an http(s) address'
  if (url.username !== '' || url.password !== '') return 'holds a user name or password'
  if (url.hash !== '') return 'has a fragment'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (allow.includes(host)) return undefined
  if (isIpAddress(host)) return isPublicAddress(host) ? undefined : 'is not on the public internet'
  const isPublicName = host.includes('.') && !LOCAL_NAME.test(host)
  return isPublicName ? undefined : 'is not on the public internet'
}

/**
 * The unit of limits for a host: all ports of an address, an IPv6 /64, or all names with the same last two labels. One
 * owner can have any number of hosts in it.
 */
export function hostGroup(callback: string): string {
  const { hostname } = new URL(callback)
  if (hostname.startsWith('[')) return networkOf(hostname.slice(1, -1))
  if (isIpAddress(hostname)) return hostname
  return hostname.replace(/\.$/, '').split('.').slice(-2).join('.')
}

export function otherHubs({ hubs, url }: Site): readonly string[] {
  return hubs.filter((hub) => hub !== url + HUB)
}

export function hasOwnHub({ hubs, url }: Pick<Site, 'hubs' | 'url'>): boolean {
  return hubs.includes(url + HUB)
}

/** The canonical addresses of a feed in all formats. */
export function feedAddresses({ url }: Pick<Site, 'url'>, base: string): string[] {
  return Object.values(DOCUMENTS).map(({ file }) => url + encodeURI(base + file))
}
