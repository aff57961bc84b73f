/** A request as it is answered: its fields, and its address below the site's own. */
import { decode } from '../base/text.ts'
import type { Manifest } from '../snapshot/snapshot.ts'

/** The header fields of a request; `Headers` is one. Names are in lower case, so no platform has to convert them. */
export interface Fields {
  get(name: Lowercase<string>): string | null
}

export interface Head {
  readonly request: Request
  /** Those of the request, as the platform has read them. */
  readonly headers: Fields
}

/** The longest address that is parsed, in characters. Ours are far shorter. */
const MAX_LENGTH = 4096

export interface Address {
  /** Decoded, below the site's own path; empty for that path itself without its slash. */
  readonly path: string
  /** With its question mark, as sent; empty where there is none. */
  readonly search: string
}

export type BadAddress = 'too long' | 'malformed'

/**
 * The address in an absolute request URL, whose dot segments the platform has resolved. `mount` is the path at which
 * an app around this one has put it.
 */
export function parseAddress(url: string, { url: site }: Manifest, mount = ''): Address | BadAddress {
  if (url.length > MAX_LENGTH) return 'too long'
  const query = url.indexOf('?')
  const search = query === -1 ? '' : url.slice(query)
  const path = decode(pathOf(query === -1 ? url : url.slice(0, query)))
  if (path === undefined) return 'malformed'
  return { path: belowSite(path, decode(pathOf(site)) ?? '', mount), search }
}

function pathOf(url: string): string {
  const slash = url.indexOf('/', url.indexOf('://') + '://'.length)
  return slash === -1 ? '' : url.slice(slash)
}

/**
 * A service below a path also answers at the root, because some proxies strip the path. Mounted in another app, it
 * also answers at its mount point without a slash.
 */
function belowSite(path: string, site: string, mount: string): string {
  if (mount !== '' && path === mount) return '/'
  return below(path, site) ?? below(path, mount) ?? path
}

/** Empty for the base itself, which is not the site's first page: that has a slash. */
function below(path: string, base: string): string | undefined {
  const isBelow = base !== '' && (path === base || path.startsWith(`${base}/`))
  return isBelow ? path.slice(base.length) : undefined
}
