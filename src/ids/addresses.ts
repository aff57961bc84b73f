/** Permalinks and the addresses of media: what a post asks for, and what it may get instead. */
import { calendar } from '../base/dates.ts'
import { folderSlugs } from '../base/folders.ts'
import { isOwnAddress, MEDIA_BASE, ROOTS } from '../base/paths.ts'
import { encodePath } from '../base/text.ts'
import type { Hash, Identity, PostHead, Site } from '../model.ts'

export interface Addressed<P extends PostHead = PostHead> {
  readonly post: P
  readonly identity: Identity
  /** The slugs of its folder and of those above it: `travel/c-sharp`; `''` at the top. */
  readonly folder: string
  readonly url: string
}

/** Characters of a hash in an address. */
const SUFFIX = 6

/** Other suffixes that are tried before a post is left out: more than any folder can need. */
const MAX_SUFFIXES = 1000

/** The slug path of each folder. @param folders in the order of their oldest posts */
export function slugsOf(folders: Iterable<string>, hash: Hash): ReadonlyMap<string, string> {
  return folderSlugs(new Set(folders), (name) => hash(name).slice(0, SUFFIX))
}

/** Whether the site itself makes the pages of its posts. */
export function isHere({ links }: Pick<Site, 'links'>): boolean {
  return links.startsWith('/')
}

/** A permalink as it is stored: a path below the site's address, or the whole address of a page elsewhere. */
export function storedAddress(url: string, site: Site): string {
  return isHere(site) ? url.slice(site.url.length) : url
}

export function urlOf(address: string, site: Site): string {
  return isHere(site) ? site.url + address : address
}

/** The decoded path of a page of the site; undefined for a page elsewhere. */
export function pageAt(address: string): string | undefined {
  if (!address.startsWith('/')) return undefined
  try {
    return decodeURI(address)
  } catch {
    return undefined
  }
}

/**
 * Whether a stored address is safe as it is: a path of plain segments, or a web address. A ledger may have been edited,
 * and builds write files at its addresses.
 */
export function isAddress(address: string): boolean {
  const isPath = address.startsWith('/')
  const page = isPath ? pageAt(address) : address
  const url = URL.parse(isPath ? `https://x.invalid${address}` : address)
  if (page === undefined || url === null || /[\p{Cc}\\?#]/u.test(page)) return false
  if (!isPath) return /^https?:$/.test(url.protocol)
  return !page.startsWith('//') && url.host === 'x.invalid' && pageAt(url.pathname) === page
}

/** Whether the site's own pages, feeds or files are at a stored address, or could be. */
export function isOwn(address: string, site: Site): boolean {
  const page = pageAt(address)
  return isHere(site) && page !== undefined && isOwnAddress(page)
}

export type Placed = Pick<PostHead, 'folder' | 'slug' | 'published'>

/**
 * Stored addresses for a post that cannot have the one that it asks for: with its date, and with a suffix made of its
 * id; then the same below the root of folders, for posts in a folder that has the name of one of the site's own.
 */
export function* alternatives(
  post: Placed,
  { id }: Identity,
  { site, hash }: { readonly site: Site; readonly hash: Hash },
): Generator<string> {
  const addressOf = addressing(site)
  const { year, month, day } = calendar(post.published, site.timeZone)
  const dated = `${post.slug}-${year}-${month}-${day}`
  const suffix = hash(id)
  const slugs = [dated, `${dated}-${suffix.slice(0, SUFFIX)}`]
  const below = isHere(site) ? [post.slug, ...slugs] : []
  for (const slug of slugs) yield addressOf({ ...post, slug })
  for (const slug of below) yield ROOTS.folder.replace(/\/$/, '') + addressOf({ ...post, slug })
  for (let turn = 1; turn <= MAX_SUFFIXES; turn++) {
    const slug = `${dated}-${hash(`${id} ${turn}`).slice(0, SUFFIX)}`
    yield addressOf({ ...post, slug })
    if (isHere(site)) yield ROOTS.folder.replace(/\/$/, '') + addressOf({ ...post, slug })
  }
}

/** What may stand in the template of an address. */
const VARIABLES = new Map<string, (post: Placed, site: Site) => string>([
  [':slug', ({ slug }) => encodeURIComponent(slug)],
  [':folder', ({ folder }) => encodePath(folder)],
  [':year', ({ published }, { timeZone }) => calendar(published, timeZone).year],
  [':month', ({ published }, { timeZone }) => calendar(published, timeZone).month],
  [':day', ({ published }, { timeZone }) => calendar(published, timeZone).day],
])

/** Fills in the template of a site. The folder of the post is given as its slugs. Returns a stored address. */
export function addressing(site: Site): (post: Placed) => string {
  const parts = site.links
    .split(/(:slug|:folder|:year|:month|:day)/)
    .map((part) => VARIABLES.get(part) ?? (() => part))
  return (post) =>
    parts
      .map((part) => part(post, site))
      .join('')
      .replace(/([^:/]|^)\/{2,}/g, '$1/')
}

export function mediaAddress(path: string, site: Site): string {
  return site.url + MEDIA_BASE + encodePath(path)
}
