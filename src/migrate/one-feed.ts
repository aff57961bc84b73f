/** Compares one feed of another system with our site. */
import { cleanLine } from '../base/text.ts'
import type { Published, PublishedEntry } from './difference.ts'
import type { FeedEntry } from './feed-document.ts'
import { textOf } from './foreign-html.ts'
import { findPosts, lastPart, type PlacedPost, toUrl } from './matching.ts'
import type { OldFeed } from './old-feed.ts'

/** Two states of a site: the second would replace the first. */
export interface Sides {
  readonly before: Published
  readonly after: Published
  /** See `compare`. */
  readonly successors: ReadonlyMap<string, string>
}

/** The address of the feed's site; '' if it has none. */
export function siteOf({ home, self, place }: OldFeed): string {
  return [home, self, place].map(toUrl).find((url) => url !== undefined)?.origin ?? ''
}

/**
 * Reports only what is known to differ: what one feed lacks (other feeds, summaries, tags, often more) is taken from
 * our site.
 */
export function besideOurs(old: OldFeed, ours: Published): Sides {
  const posts = findPosts(old.entries, [...ours.entries.values()].map(toPlaced))
  const move = mover(old, ours)
  const entries = new Map<string, PublishedEntry>()
  const successors = new Map<string, string>()
  for (const entry of old.entries) {
    const match = posts.get(entry)?.entry
    if (entries.has(entry.id)) continue
    entries.set(entry.id, toPublished(entry, match, move))
    if (match !== undefined) successors.set(entry.id, match.id)
  }
  const [main] = ours.feeds
  const address = addressOf(old, ours) ?? main?.address ?? ''
  const feed = { address, title: cleanLine(old.title ?? ''), ids: [...entries.keys()] }
  return {
    before: { url: ours.url, feeds: [feed], entries, hasArchive: false, limit: Math.max(1, entries.size) },
    after: { ...ours, feeds: ours.feeds.slice(0, 1) },
    successors,
  }
}

interface Placed extends PlacedPost {
  readonly entry: PublishedEntry
}

function toPlaced(entry: PublishedEntry): Placed {
  const { id, url, title, published, parts } = entry
  const externalUrl = parts['link of the post'] ?? ''
  return { entry, url, post: { path: id, id, slug: lastPart(url) ?? '', title, published, externalUrl } }
}

function toPublished(
  { id, link, title = '', published, isUpdate, text }: FeedEntry,
  match: PublishedEntry | undefined,
  move: (address: string) => string,
): PublishedEntry {
  return {
    id,
    url: link === undefined ? (match?.url ?? '') : move(link),
    title: match !== undefined && isSameText(title, match.title) ? match.title : title,
    published: (isUpdate ? match?.published : undefined) ?? published ?? match?.published ?? Number.NaN,
    parts: { ...match?.parts, ...(text === undefined || isSameHtml(text, match) ? {} : { text }) },
  }
}

/** Each system writes its own HTML, so only the visible texts count. HTML too long to read counts as the same. */
function isSameHtml(html: string, match: PublishedEntry | undefined): boolean {
  if (match === undefined) return false
  const [old, fresh] = [textOf(html), textOf(match.parts.text ?? '')]
  return old === undefined || fresh === undefined || isSameText(old, fresh)
}

/** Systems change quotes, dashes and white space, so only letters, digits and symbols count. */
function isSameText(one: string, other: string): boolean {
  return one === other || signs(one) === signs(other)
}

function signs(text: string): string {
  return text.normalize().replace(/[^\p{L}\p{M}\p{N}\p{S}]+/gu, '')
}

/** Moves addresses of the old site to our host: a change of host is reported once, for the feed. */
function mover(old: OldFeed, ours: Published): (address: string) => string {
  const hosts = [siteOf(old), ours.url].map(hostOf)
  return (address) => {
    const host = hostOf(address)
    return host !== undefined && hosts.includes(host) ? onSite(address, ours.url) : address
  }
}

/** The address that subscribers have: a copy of the feed, in a file or on another host, names it. */
function addressOf(old: OldFeed, ours: Published): string | undefined {
  const known = [old.place, old.self].filter(
    (address) => address !== undefined && hostOf(address) !== undefined,
  )
  const host = hostOf(siteOf(old))
  const address = known.find((candidate) => hostOf(candidate) === host) ?? known.at(-1)
  if (address === undefined) return undefined
  return hostOf(address) === hostOf(ours.url) ? onSite(address, ours.url) : address
}

/** The same path on our site's scheme and host. */
function onSite(address: string, site: string): string {
  const { pathname, search, hash } = new URL(address)
  return new URL(site).origin + pathname + search + hash
}

function hostOf(address: string | undefined): string | undefined {
  return toUrl(address)?.host
}
