/** Permalinks and the addresses of media: what a post asks for, and what it may get instead. */
import { calendar } from '../base/dates.ts'
import { defined } from '../base/defined.ts'
import { type LinkVariable, VARIABLE } from '../base/link-variables.ts'
import { isOwnAddress, MEDIA_BASE, nameOf, ROOTS } from '../base/paths.ts'
import { decode, encodePath } from '../base/text.ts'
import type { Hash, Identity, PostHead, Site } from '../model.ts'

export interface Addressed<P extends PostHead = PostHead> {
  readonly post: P
  readonly identity: Identity
  /** The slugs of its folder and of those above it: `travel/c-sharp`; `''` at the top. */
  readonly folder: string
  readonly url: string
}

/** Characters of a hash in an address. */
export const SUFFIX = 6

/** Other suffixes that are tried before a post is left out: more than any folder can need. */
const MAX_SUFFIXES = 1000

/** Whether the site itself makes the pages of its posts. */
export function isHere({ links }: Pick<Site, 'links'>): boolean {
  return links.startsWith('/')
}

export function urlOf(address: string, site: Site): string {
  return isHere(site) ? site.url + address : address
}

/** Slashes of either kind that a path must not gain by decoding. */
const ENCODED_SLASH = /%2f|%5c/i

/** The decoded path of a page of the site; undefined for a page elsewhere. */
export function pageAt(address: string): string | undefined {
  if (!address.startsWith('/') || ENCODED_SLASH.test(address)) return undefined
  return decode(address)
}

/**
 * Whether a stored address is safe as it is: a path of plain segments, or a web address. A ledger may have been edited,
 * and builds write files at its addresses.
 */
export function isAddress(address: string): boolean {
  const isPath = address.startsWith('/')
  const page = isPath ? pageAt(address) : address
  const url = URL.parse(isPath ? `https://x.invalid${address}` : address)
  if (page === undefined || url === null) return false
  if (/[?#]/.test(address) || /[\p{Cc}\\]/u.test(page)) return false
  if (!isPath) return /^https?:$/.test(url.protocol)
  return !page.startsWith('//') && url.host === 'x.invalid' && pageAt(url.pathname) === page
}

/** Whether the site's own pages, feeds or files are at a stored address, or could be. */
export function isOwn(address: string, site: Site): boolean {
  const page = pageAt(address)
  return isHere(site) && page !== undefined && isOwnAddress(page)
}

/** What an address is made of. */
export interface Placed extends Pick<PostHead, 'path' | 'published' | 'permalink' | 'categories'> {
  /** A path of slugs, or of names as they are: see {@link placeOf}. */
  readonly folder: string
  /** May be a path. */
  readonly slug: string
  /** Whether the front matter gives the slug. */
  readonly isGiven?: boolean
}

/** The template of a site that sets none: names become slugs there. */
const DEFAULT_LINKS = '/posts/:slug'

/** A date in front of a file name. */
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[-_ ]+(?=.))?/

/**
 * What the address of a post is made of. Who sets `links` says what the addresses are, so names stay to the letter there;
 * so does a slug that the front matter gives.
 * @param folder the slugs of the post's folder
 */
export function placeOf(post: PostHead, folder: string, { links }: Pick<Site, 'links'>): Placed {
  const { path, published, permalink, categories } = post
  const place = defined({ path, published, permalink, categories })
  const isToTheLetter = links !== DEFAULT_LINKS
  return {
    ...place,
    isGiven: post.slugGiven !== undefined,
    folder: isToTheLetter ? post.folder.normalize('NFC') : folder,
    slug: post.slugGiven ?? (isToTheLetter ? fileName(path).replace(DATE, '') || post.slug : post.slug),
  }
}

/** Of a bundle (`tea/index.md`), the name of its folder. */
function fileName(path: string): string {
  const name = path.replace(/\.[^./]+$/, '').replace(/(?<=[^/])\/index$/, '')
  return nameOf(name).normalize('NFC')
}

/**
 * Stored addresses for a post that cannot have the one that it asks for: with its date, and with a suffix made of its
 * id; then the same below the root of folders, for posts in a folder that has the name of one of the site's own.
 */
export function* alternatives(
  { permalink: _, ...post }: Placed,
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

type Variable = (post: Placed, site: Site) => string

const bySlug: Variable = ({ slug }) => encodeNames(slug.replace(/^\/+|\/+$/g, ''))
/** Hugo writes names in lower case, with hyphens for spaces. */
const byName: Variable = ({ path }) => encodeNames(hugoName(fileName(path)))
const bySlugOrName: Variable = ({ path, slug, isGiven }) =>
  encodeNames(hugoName(isGiven ? slug : fileName(path)))

function hugoName(name: string): string {
  return name.toLowerCase().replace(/\s+/g, '-')
}

const day: Variable = ({ published }, { timeZone }) => {
  const { year, month, day } = calendar(published, timeZone)
  return `${year}/${month}/${day}`
}

/** Quartz keeps the case of a note's name, and makes hyphens of spaces. */
function noteName(path: string): string {
  return path.replace(/\s/g, '-').replace(/&/g, '-and-').replace(/%/g, '-percent').replace(/[?#]/g, '')
}

/** Jekyll makes hyphens of signs that are unusual in addresses. */
function jekyllName(name: string): string {
  return name.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@/]+/gu, '-').replace(/^-|-$/g, '')
}

const VARIABLES: ReadonlyMap<string, Variable> = new Map<LinkVariable, Variable>([
  [':slug', bySlug],
  [':title', (post, site) => bySlug({ ...post, slug: jekyllName(post.slug) }, site)],
  [':name', bySlug],
  [':filename', byName],
  [':slugorfilename', bySlugOrName],
  // Docusaurus has no date in the address of a post that gives its slug
  [':namedate', (post, site) => (post.isGiven ? '' : (nameDate(post.path) ?? day(post, site)))],
  [':folder', ({ folder }) => encodeNames(folder)],
  [':categories', ({ categories = [] }) => encodeNames(categories.join('/'))],
  [':notepath', ({ folder, path }) => encodeNames(noteName(`${folder}/${fileName(path)}`))],
  [':year', ({ published }, { timeZone }) => calendar(published, timeZone).year],
  [':month', ({ published }, { timeZone }) => calendar(published, timeZone).month],
  [':day', ({ published }, { timeZone }) => calendar(published, timeZone).day],
])

/** `2015/07/07`, of the date in a file name, whatever the front matter says. */
function nameDate(path: string): string | undefined {
  const [, year, month = '', day = ''] = DATE.exec(fileName(path)) ?? []
  return year && `${year}/${month.padStart(2, '0')}/${day.padStart(2, '0')}`
}

/** Other systems leave these signs as they are in a path (RFC 3986, section 3.3). */
function encodeNames(path: string): string {
  return encodePath(path).replace(/%(?:2B|2C|40|3A|3D|24|3B)/g, decodeURIComponent)
}

/** Zola's paths have no last slash, and its addresses do. */
function lastSlash(path: string, { links }: Site): string {
  return links.endsWith('/') && !/\/$|\.(?:html?|php)$/i.test(path) ? '/' : ''
}

/** Fills in the template of a site. Returns a stored address. */
export function addressing(site: Site): (post: Placed) => string {
  const fromLinks = filling(site.links)
  const origin = isHere(site)
    ? ''
    : new URL(site.links.replaceAll(':', '_').replace(/^(https?)_/, '$1:')).origin
  return (post) => {
    const { permalink } = post
    if (permalink === undefined) return fromLinks(post, site)
    if (VARIABLE.test(permalink)) return filling(`${origin}/${permalink}`)(post, site)
    return `${origin}/${encodeNames(permalink)}${lastSlash(permalink, site)}`
  }
}

function filling(template: string): Variable {
  const parts = template.split(VARIABLE).map((part) => VARIABLES.get(part) ?? (() => part))
  return (post, site) => {
    const address = parts.map((part) => part(post, site)).join('')
    return address.replace(/([^:/]|^)\/{2,}/g, '$1/')
  }
}

export function mediaAddress(path: string, site: Site): string {
  return site.url + MEDIA_BASE + encodePath(path)
}
