/** What every page knows of the site, and how pages call its feeds. */

import { DOCUMENTS, ROOTS } from '../base/paths.ts'
import { fold } from '../base/slug.ts'
import type { FeedKind, FormatName, Instant, Problem } from '../model.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'

/** The site at the moment of a request. */
export interface SiteNow {
  readonly manifest: Manifest
  /** The feeds that somebody may know of, the main feed first. */
  readonly feeds: readonly FeedListing[]
  /** What the publisher has to mend; only where nobody else reads the pages. */
  readonly problems?: readonly Problem[]
}

export const LABELS: Readonly<Record<FormatName, string>> = { atom: 'Atom', rss: 'RSS', json: 'JSON Feed' }

/**
 * The formats in the order of autodiscovery: many readers take the first feed that a page names, and Atom tells most
 * of a post.
 */
export const FORMATS = (['atom', 'rss', 'json'] as const).map((name) => ({
  name,
  label: LABELS[name],
  ...DOCUMENTS[name],
}))

const KINDS: readonly (readonly [root: string, kind: FeedKind])[] = [
  [ROOTS.tag, 'tag'],
  [ROOTS.author, 'author'],
  [ROOTS.language, 'language'],
]

/** The kind of the feed at a base such as `/tags/tea/`; what has no word of its own is a folder of posts. */
export function kindOf(base: string): FeedKind {
  if (base === '/') return 'main'
  if (/(?:^|\/)archive\/\d+\/$/.test(base)) return 'archive'
  return KINDS.find(([root]) => base.startsWith(root))?.[1] ?? 'folder'
}

/** What a feed is about, without the name of the site: `tea`, `Jun Okabe`, `German`, `page 2`. */
export function nameOf({ base, title }: Pick<FeedListing, 'base' | 'title'>, { manifest }: SiteNow): string {
  const kind = kindOf(base)
  const name = withoutPrefix(title, `${manifest.title}: `)
  if (kind === 'archive') return `page ${/(\d+)\/$/.exec(base)?.[1]}`
  return kind === 'language' ? languageName(name) : name
}

/** Made when it is needed: it takes as long as to write ten pages. */
let languages: Intl.DisplayNames | undefined

/** In English, as the pages speak. */
function languageName(tag: string): string {
  languages ??= new Intl.DisplayNames('en', { type: 'language' })
  return languages.of(new Intl.Locale(tag).baseName) ?? tag
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}

/** The path of the site without its last slash: pages link to the site by path, so they work on any host. */
export function here({ url }: Pick<Manifest, 'url'>): string {
  return safePath(new URL(url).pathname.replace(/\/$/, ''))
}

/** The path of one of the site's own addresses; any other address unchanged. */
export function local(address: string, manifest: Pick<Manifest, 'url'>): string {
  const { url } = manifest
  const rest = address.slice(url.length)
  if (!address.startsWith(url) || !/^(?:[/?#]|$)/.test(rest)) return address
  const path = here(manifest) + rest
  return safePath(path.startsWith('/') ? path : `/${path}`)
}

/** A browser reads what follows two slashes as a host; `/.//x` is the path `//x` (URL standard, "URL serializing"). */
function safePath(path: string): string {
  return path.startsWith('//') ? `/.${path}` : path
}

const known = new WeakMap<Manifest, readonly FeedListing[]>()

/** The feeds that somebody may know of at an instant, which only grow: the same ones are the same list. */
export function feedsAt(manifest: Manifest, now: Instant): readonly FeedListing[] {
  const feeds = manifest.feeds.filter(({ since }) => since === undefined || since <= now)
  const before = known.get(manifest)
  if (before?.length === feeds.length) return before
  known.set(manifest, feeds)
  return feeds
}

const groups = new WeakMap<readonly FeedListing[], ReadonlyMap<FeedKind, readonly FeedListing[]>>()

export function feedsByKind({ feeds }: SiteNow): ReadonlyMap<FeedKind, readonly FeedListing[]> {
  const byKind = groups.get(feeds) ?? Map.groupBy(feeds, ({ base }) => kindOf(base))
  groups.set(feeds, byKind)
  return byKind
}

const tables = new WeakMap<Manifest, ReadonlyMap<string, FeedListing>>()

/** The feed that is about a tag or an author, however the name is spelled. */
export function findFeed(kind: 'tag' | 'author', name: string, site: SiteNow): FeedListing | undefined {
  const { manifest, feeds } = site
  const table = tables.get(manifest) ?? new Map(manifest.feeds.map((feed) => [subject(feed, site), feed]))
  tables.set(manifest, table)
  const found = table.get(`${kind} ${fold(name)}`)
  return found !== undefined && feeds.includes(found) ? found : undefined
}

function subject(feed: FeedListing, site: SiteNow): string {
  return `${kindOf(feed.base)} ${fold(nameOf(feed, site))}`
}
