/**
 * Which entry of an old feed is which post. What is sure goes first; what could be two posts is left to the
 * publisher.
 */

import { fold, slugify, slugifyFileName } from '../base/slug.ts'
import { decoded } from '../base/text.ts'
import type { Instant, Post } from '../model.ts'

/** An entry of a feed in any format, as far as it is known. */
export interface OldEntry {
  /** By which readers know it. Where a feed gives none, they take the link. */
  readonly id: string
  readonly link?: string | undefined
  readonly title?: string | undefined
  readonly published?: Instant | undefined
}

export interface PlacedPost {
  readonly post: Pick<Post, 'path' | 'id' | 'slug' | 'title' | 'published' | 'externalUrl'>
  readonly url: string
}

export interface Match {
  readonly old: OldEntry
  readonly path: string
}

/** What has no counterpart, and why. */
export interface Leftover {
  /** The path of a post, or the title or link of an old entry. */
  readonly name: string
  readonly reason: string
}

export interface Matching {
  readonly matches: readonly Match[]
  readonly entries: readonly Leftover[]
  /** Posts as old as the entries of the feed: these should have been in it. */
  readonly posts: readonly Leftover[]
  /** Posts before the oldest entry of the feed: they may be on another page of it. */
  readonly older: number
}

/** Dates without a time may fall on the next day in another time zone. */
const SAME_DATE = 36 * 60 * 60 * 1000

interface Rule {
  readonly ofEntry: (old: OldEntry) => readonly (string | undefined)[]
  readonly ofPost: (post: PlacedPost) => readonly (string | undefined)[]
  /** Whether two with the same key are surely the same. */
  readonly isSure: (old: OldEntry, post: PlacedPost) => boolean
}

const RULES: readonly Rule[] = [
  { ofEntry: ({ id }) => [id], ofPost: ({ post }) => [post.id], isSure: () => true },
  {
    ofEntry: ({ id, link }) => [address(link), address(id)],
    ofPost: ({ post, url }) => [address(url), address(post.externalUrl)],
    isSure: () => true,
  },
  { ofEntry: ({ link }) => [pathOf(link)], ofPost: ({ url }) => [pathOf(url)], isSure: isLikely },
  {
    ofEntry: ({ id, link }) => [lastPart(link), lastPart(id)],
    ofPost: ({ post }) => [post.slug],
    isSure: isLikely,
  },
  {
    ofEntry: ({ title = '' }) => [slugify(title), plainTitle(title)],
    ofPost: ({ post }) => [post.slug, plainTitle(post.title ?? '')],
    isSure: isNear,
  },
]

/** The post of each old entry, and the entries and posts without a match. */
export function matchFeed(feed: readonly OldEntry[], posts: readonly PlacedPost[]): Matching {
  const matches = findPosts(feed, posts)
  const taken = new Set(matches.values())
  const { covered, older } = windowOf(feed, posts)
  return {
    matches: [...matches].map(([old, { post }]) => ({ old, path: post.path })),
    entries: feed
      .filter((old) => !matches.has(old))
      .map((old) => ({ name: old.title ?? old.link ?? old.id, reason: NO_POST })),
    posts: covered
      .filter((post) => !taken.has(post))
      .map(({ post }) => ({ name: post.path, reason: NO_ENTRY })),
    older: older.filter((post) => !taken.has(post)).length,
  }
}

const NO_POST = 'no post has its link, slug, or title and date, or it is unclear which one'
const NO_ENTRY = 'no entry of the feed has its link, slug, or title and date'

/** The posts that an old feed should have, by the dates of its entries, and those that are older. */
function windowOf(
  feed: readonly OldEntry[],
  posts: readonly PlacedPost[],
): Record<'covered' | 'older', readonly PlacedPost[]> {
  const dates = feed.flatMap(({ published }) => published ?? [])
  const oldest = dates.reduce((first, date) => Math.min(first, date), dates[0] ?? -Infinity)
  const newest = dates.reduce((last, date) => Math.max(last, date), dates[0] ?? Infinity)
  const isOlder = ({ post }: PlacedPost) => post.published < oldest - SAME_DATE
  return {
    covered: posts.filter((placed) => !isOlder(placed) && placed.post.published <= newest + SAME_DATE),
    older: posts.filter(isOlder),
  }
}

/** Finds the post of each old entry: by id, link, last part of the link (slug), or title and date. */
export function findPosts<Old extends OldEntry, Placed extends PlacedPost>(
  feed: readonly Old[],
  posts: readonly Placed[],
): Map<Old, Placed> {
  const matches = new Map<Old, Placed>()
  const taken = new Set<Placed>()
  for (const rule of RULES) {
    const free = posts.filter((post) => !taken.has(post))
    const postsOf = groupBy(free, rule.ofPost)
    const entries = feed.filter((old) => !matches.has(old))
    const partners = entries.map((old) => partnersOf(old, postsOf, rule))
    const wishes = Map.groupBy(partners.flat(), (post) => post)
    for (const [index, old] of entries.entries()) {
      const [post, other] = partners[index] ?? []
      // no other post or entry could be meant as well
      if (post === undefined || other !== undefined || wishes.get(post)?.length !== 1) continue
      matches.set(old, post)
      taken.add(post)
    }
  }
  return matches
}

/** The posts that an entry can be; of several, those of the same date. */
function partnersOf<Placed extends PlacedPost>(
  old: OldEntry,
  postsOf: ReadonlyMap<string, readonly Placed[]>,
  rule: Rule,
): Placed[] {
  const same = new Set(rule.ofEntry(old).flatMap((key) => (key ? (postsOf.get(key) ?? []) : [])))
  const sure = [...same].filter((post) => rule.isSure(old, post))
  return sure.length > 1 ? sure.filter((post) => isNear(old, post)) : sure
}

function groupBy<Placed extends PlacedPost>(
  posts: readonly Placed[],
  keysOf: Rule['ofPost'],
): Map<string, Placed[]> {
  const groups = new Map<string, Placed[]>()
  for (const post of posts) {
    for (const key of new Set(keysOf(post))) if (key) groups.set(key, [...(groups.get(key) ?? []), post])
  }
  return groups
}

function isNear(old: OldEntry, { post }: PlacedPost): boolean {
  return old.published !== undefined && Math.abs(old.published - post.published) <= SAME_DATE
}

/** A slug is short: an old post and a new one can have it in common. Then nothing else agrees. */
function isLikely(old: OldEntry, placed: PlacedPost): boolean {
  const { title } = placed.post
  const isSameTitle =
    old.title !== undefined && title !== undefined && plainTitle(old.title) === plainTitle(title)
  return isSameTitle || old.published === undefined || isNear(old, placed)
}

/** As it was typed: WordPress and others curl the quotes of a title in their feeds, and join its dashes and dots. */
function plainTitle(title: string): string {
  const typed = title.replace(/[‘’‚′]/g, "'").replace(/[“”„″]/g, '"')
  return fold(typed.replace(/[‒–—]/g, '-').replaceAll('…', '...').replaceAll('×', 'x'))
}

/** A web address without what systems change on a move: scheme, `www.`, `.html`, the last slash. */
function address(link: string | undefined): string | undefined {
  const url = toUrl(link)
  return url === undefined ? undefined : url.host.replace(/^www\./, '') + plainPath(url) + url.search
}

/** The same on any host; not that of the home page, which says nothing. */
function pathOf(link: string | undefined): string | undefined {
  const url = toUrl(link)
  return url === undefined || plainPath(url) === '' || url.search !== '' ? undefined : plainPath(url)
}

/** `/2020/01/31/Green-Tea.html`, `/2020-01-31-green-tea/` -> `green-tea` */
export function lastPart(link: string | undefined): string | undefined {
  const part = pathOf(link)?.split('/').at(-1)
  return part === undefined ? undefined : slugifyFileName(part.replace(/^\d{4}-\d{2}-\d{2}-(?=.)/, ''))
}

function plainPath(url: URL): string {
  return decoded(url.pathname.replace(/\/(index\.\w+)?$/, '').replace(/\.(html?|php|aspx?)$/i, ''))
}

export function toUrl(link = ''): URL | undefined {
  return /^https?:/i.test(link) ? (URL.parse(link) ?? undefined) : undefined
}
