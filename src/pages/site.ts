/** The site as all pages know it, and the names of its feeds. */
import { DOCUMENTS, ROOTS } from '../base/paths.ts'
import { remembered } from '../base/remembered.ts'
import { fold } from '../base/slug.ts'
import type { FeedKind, Instant } from '../model.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'
import type { Preview } from './preview.ts'
import { type Words, wordsOf } from './words.ts'

/** The site at the moment of a request. */
export interface SiteNow {
  readonly manifest: Manifest
  /** Our own, in the language of the site. */
  readonly words: Words
  /** The feeds that are public, the main feed first. */
  readonly feeds: readonly FeedListing[]
  /** For the publisher; only on pages that no one else reads. */
  readonly preview?: Preview | undefined
}

/** In the order of autodiscovery: many readers take the first feed of a page, and Atom says most of a post. */
export const FORMATS = (['atom', 'rss', 'json'] as const).map((name) => ({
  name,
  ...DOCUMENTS[name],
}))

const KINDS: readonly (readonly [root: string, kind: FeedKind])[] = [
  [ROOTS.tag, 'tag'],
  [ROOTS.author, 'author'],
  [ROOTS.language, 'language'],
]

/** The kind of the feed at a base such as `/tags/tea/`. */
export function kindOf(base: string): FeedKind {
  if (base === '/') return 'main'
  if (/(?:^|\/)archive\/\d+\/$/.test(base)) return 'archive'
  return KINDS.find(([root]) => base.startsWith(root))?.[1] ?? 'folder'
}

/** The subject of a feed, without the name of the site: `tea`, `Jun Okabe`, `German`, `Page 2`. */
export function nameOf(
  { base, title }: Pick<FeedListing, 'base' | 'title'>,
  { manifest, words }: SiteNow,
): string {
  const kind = kindOf(base)
  if (kind === 'archive') return words.page.replace('{n}', /(\d+)\/$/.exec(base)?.[1] ?? '')
  const prefix = `${manifest.title}: `
  const name = title.startsWith(prefix) ? title.slice(prefix.length) : title
  if (kind !== 'language') return name
  return languageNames(words.language).of(new Intl.Locale(name).baseName) ?? name
}

/** Made on first use: that takes as long as writing ten pages. */
const languageNames = remembered((language) => new Intl.DisplayNames(language, { type: 'language' }))

/** The path of the site without its last slash: pages link to the site by path, so they work on any host. */
export function here({ url }: Pick<Manifest, 'url'>): string {
  return safePath(new URL(url).pathname.replace(/\/$/, ''))
}

export function pathOf(base: string, { manifest }: SiteNow): string {
  return here(manifest) + encodeURI(base)
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

export function siteAt(manifest: Manifest, now: Instant, preview?: Preview): SiteNow {
  return { manifest, words: wordsOf({ manifest }), feeds: feedsAt(manifest, now), preview }
}

/** The feeds that are public at an instant. Their number only grows, so the same number is the same list. */
function feedsAt(manifest: Manifest, now: Instant): readonly FeedListing[] {
  const feeds = manifest.feeds.filter(({ since }) => since === undefined || since <= now)
  const before = known.get(manifest)
  if (before?.length === feeds.length) return before
  known.set(manifest, feeds)
  return feeds
}

interface FeedTable {
  readonly byBase: ReadonlyMap<string, FeedListing>
  readonly byKind: ReadonlyMap<FeedKind, readonly FeedListing[]>
  readonly bySubject: ReadonlyMap<string, FeedListing>
}

const tables = new WeakMap<readonly FeedListing[], FeedTable>()

/** Made once for a list of feeds: there may be many thousands. */
function tableOf(site: SiteNow): FeedTable {
  const { feeds } = site
  const table = tables.get(feeds) ?? {
    byBase: new Map(feeds.map((feed) => [feed.base, feed])),
    byKind: Map.groupBy(feeds, ({ base }) => kindOf(base)),
    bySubject: new Map(feeds.map((feed) => [subject(kindOf(feed.base), nameOf(feed, site)), feed])),
  }
  tables.set(feeds, table)
  return table
}

export function feedWith(base: string, site: SiteNow): FeedListing | undefined {
  return tableOf(site).byBase.get(base)
}

function subject(kind: FeedKind, name: string): string {
  return `${kind} ${fold(name)}`
}

export function feedsOf(kind: FeedKind, site: SiteNow): readonly FeedListing[] {
  return tableOf(site).byKind.get(kind) ?? []
}

/** The feed of a tag or an author, however the name is spelled. */
export function findFeed(kind: 'tag' | 'author', name: string, site: SiteNow): FeedListing | undefined {
  return tableOf(site).bySubject.get(subject(kind, name))
}
