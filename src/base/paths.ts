/** The addresses of the site's own pages, feeds and files: routing, builds and the addresses of posts go by them. */
import type { FeedKind, FormatName } from '../model.ts'

/** Media are served here, by their path in the folder. */
export const MEDIA_BASE = '/media/'

/** Files beside the configuration are served here. */
export const SITE_FILES = `${MEDIA_BASE}@site/`

interface DocumentName {
  readonly file: string
  /** Media type without parameters. */
  readonly type: string
  /** For people. */
  readonly label: string
}

/** The documents of a feed. */
export const DOCUMENTS: Readonly<Record<FormatName, DocumentName>> = {
  rss: { file: 'rss.xml', type: 'application/rss+xml', label: 'RSS' },
  atom: { file: 'atom.xml', type: 'application/atom+xml', label: 'Atom' },
  json: { file: 'feed.json', type: 'application/feed+json', label: 'JSON Feed' },
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folder of a path; `''` at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The folder of a path with its slash, such as the base of the feed whose document has the path; `''` at the top. */
export function baseOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

/** The path of an entry of a folder. */
export function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Whether a path is that of a folder, or is below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** Whether a path is that of a document, if there is a feed. */
export function isDocument(path: string): boolean {
  return DOCUMENT_FILES.has(nameOf(path))
}

/** The same where the bases of the feeds are known. Pages of the archive are not among them. */
export function mayBeDocument(path: string, bases: ReadonlySet<string>): boolean {
  const base = baseOf(path)
  return (bases.has(base) || base.startsWith('/archive/')) && isDocument(path)
}

const DOCUMENT_FILES: ReadonlySet<string> = new Set(Object.values(DOCUMENTS).map(({ file }) => file))

/** A table of something for each format. */
export function eachFormat<T>(make: (name: FormatName) => T): Record<FormatName, T> {
  return { rss: make('rss'), atom: make('atom'), json: make('json') }
}

/** Below a feed's base: the address that answers in the format that the client prefers. */
export const NEGOTIATED = 'feed'

/** Pages and files that every site has. */
export const OWN = {
  home: '/',
  feeds: '/feeds/',
  opml: '/feeds.opml',
  blogroll: '/.well-known/recommendations.opml',
  style: '/style.css',
  headers: '/_headers',
  notFound: '/404.html',
} as const

/** Roots of the feeds of each kind; a folder's feed is here only if its own name is reserved. */
export const ROOTS = {
  tag: '/tags/',
  author: '/authors/',
  language: '/lang/',
  folder: '/folders/',
} as const satisfies Partial<Record<FeedKind, string>>

/** Below the base of a feed: the folder of its archive pages, which are numbered. */
export const ARCHIVE = 'archive'

/** @param number counted from 0, the oldest page */
export function archiveBase(number: number): string {
  return `/${ARCHIVE}/${number + 1}/`
}

export function isArchivePage(base: string): boolean {
  return base.startsWith(`/${ARCHIVE}/`)
}

/** File name of a page in a build. */
export const INDEX = 'index.html'

/** The site's own WebSub hub, below the site's address. It takes POST only, so a post may have the same address. */
export const HUB = '/hub'

/** First segments of addresses that are the site's own. */
export const OWN_SEGMENTS: readonly string[] = [
  ...[OWN.feeds, MEDIA_BASE, ...Object.values(ROOTS)].map((path) => path.split('/')[1] ?? ''),
  ARCHIVE,
  NEGOTIATED,
]

const FILES: ReadonlySet<string> = new Set([
  ...Object.values(DOCUMENTS).map(({ file }) => file),
  ...Object.values(OWN).flatMap((path) => (path.endsWith('/') ? [] : path.slice(1))),
  INDEX,
])

const PAGES: ReadonlySet<string> = new Set([...Object.values(OWN).map(withoutSlash), `/${NEGOTIATED}`])

/** The page of a feed, or the address that negotiates its format. */
const FEED = new RegExp(
  `^(?:(?:${ROOTS.tag}|${ROOTS.author}|${ROOTS.language})[^/]+|/${ARCHIVE}/\\d+)(?:/${NEGOTIATED})?$`,
)

/**
 * Whether an address below the site's is one of its own, or would be, whichever tags and files there are: so the
 * address of a post does not depend on them. The pages of folders are no such addresses: a post may be the page of a
 * folder.
 * @param path decoded
 */
export function isOwnAddress(path: string): boolean {
  const page = withoutSlash(path)
  if (PAGES.has(page) || path.startsWith(MEDIA_BASE) || FEED.test(page)) return true
  return page.split('/').some((name) => FILES.has(name))
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '')
}

/** Whether a path from a request or a post stays inside its folder. */
export function isInside(path: string): boolean {
  return !path.includes('\0') && !path.split(/[/\\]/).some((segment) => segment === '..' || segment === '.')
}

/**
 * Whether a path that a post names may be an address: no `.` or `..`, backslash, control character, encoded slash, query
 * or fragment.
 */
export function isPlainPath(path: string): boolean {
  if (/[\p{Cc}\\?#]|%(?:2f|5c|2e|0|1|7f)/iu.test(path)) return false
  return isInside(path) && !path.includes('//')
}
