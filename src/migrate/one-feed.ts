/** The feed of another system as a state of our site: what its subscribers have, and what they would have. */

import { cleanLine } from '../base/text.ts'
import { findPosts, lastPart, type PlacedPost } from '../ids/matching.ts'
import type { Published, PublishedEntry } from './difference.ts'
import type { FeedEntry } from './feed-document.ts'
import { textOf } from './foreign-html.ts'
import type { OldFeed } from './old-feed.ts'

/** Two states of which the second would take the place of the first. */
export interface Sides {
  readonly before: Published
  readonly after: Published
  /** See `compare`. */
  readonly successors: ReadonlyMap<string, string>
}

/** Where a site is, as far as its feed says so; '' where it does not. */
export function siteOf({ home, self, place }: OldFeed): string {
  return [home, self, place].map(originOf).find((origin) => origin !== undefined) ?? ''
}

/**
 * Only what is known to be different is a difference: what one feed does not tell (other feeds, summaries, tags, and
 * often more) is taken to be as it is here.
 */
export function besideOurs(old: OldFeed, ours: Published): Sides {
  const posts = findPosts(old.entries, [...ours.entries.values()].map(toPlaced))
  const move = mover(old, ours)
  const entries = new Map<string, PublishedEntry>()
  const successors = new Map<string, string>()
  for (const entry of old.entries) {
    const twin = posts.get(entry)?.entry
    if (entries.has(entry.id)) continue
    entries.set(entry.id, toPublished(entry, twin, move))
    if (twin !== undefined) successors.set(entry.id, twin.id)
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
  twin: PublishedEntry | undefined,
  move: (address: string) => string,
): PublishedEntry {
  return {
    id,
    url: link === undefined ? (twin?.url ?? '') : move(link),
    title: twin !== undefined && isSameText(title, twin.title) ? twin.title : title,
    published: (isUpdate ? twin?.published : undefined) ?? published ?? twin?.published ?? Number.NaN,
    parts: { ...twin?.parts, ...(text === undefined || isSameHtml(text, twin) ? {} : { text }) },
  }
}

/** Each system writes HTML of its own, which nobody sees. What is too long to be looked at is not told either. */
function isSameHtml(html: string, twin: PublishedEntry | undefined): boolean {
  if (twin === undefined) return false
  const [old, fresh] = [textOf(html), textOf(twin.parts.text ?? '')]
  return old === undefined || fresh === undefined || isSameText(old, fresh)
}

/** Systems set quotes, dashes and white space as they like: what counts is letters and digits. */
function isSameText(one: string, other: string): boolean {
  return one === other || signs(one) === signs(other)
}

function signs(text: string): string {
  return text.normalize().replace(/[^\p{L}\p{M}\p{N}\p{S}]+/gu, '')
}

/** Addresses of the old site as they are on ours, if only the host is another: that is told once, of the feed. */
function mover(old: OldFeed, ours: Published): (address: string) => string {
  const hosts = [siteOf(old), ours.url].map(hostOf)
  return (address) => {
    const host = hostOf(address)
    return host !== undefined && hosts.includes(host) ? onSite(address, ours.url) : address
  }
}

/** The address under which subscribers have the feed; a copy of it, in a file or on another host, says it itself. */
function addressOf(old: OldFeed, ours: Published): string | undefined {
  const known = [old.place, old.self].filter(
    (address) => address !== undefined && hostOf(address) !== undefined,
  )
  const host = hostOf(siteOf(old))
  const address = known.find((candidate) => hostOf(candidate) === host) ?? known.at(-1)
  if (address === undefined) return undefined
  return hostOf(address) === hostOf(ours.url) ? onSite(address, ours.url) : address
}

/** An address of the site's host with its scheme. */
function onSite(address: string, site: string): string {
  const { pathname, search, hash } = new URL(address)
  return new URL(site).origin + pathname + search + hash
}

function hostOf(address: string | undefined): string | undefined {
  return toUrl(address)?.host
}

function originOf(address: string | undefined): string | undefined {
  return toUrl(address)?.origin
}

function toUrl(address = ''): URL | undefined {
  return /^https?:/i.test(address) ? (URL.parse(address) ?? undefined) : undefined
}
