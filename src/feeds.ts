/** Which feeds exist, and which posts each one may hold. */

import { ancestors } from './folders.ts'
import type { Entry, FeedKind, FeedSpec, Hash, Instant, Site } from './model.ts'
import { fold, slugify, uniqueSlugs } from './slug.ts'
import { cleanLine } from './text.ts'

/** First segments of addresses that a folder of posts cannot have. */
const RESERVED = new Set([
  'archive',
  'authors',
  'feed',
  'feeds',
  'folders',
  'lang',
  'media',
  'posts',
  'rss',
  'static',
  'tags',
])

/** A name that entries share, and those entries. */
interface Group {
  readonly name: string
  readonly key: string
  readonly entries: Entry[]
}

/** All feeds of a site, the main feed first. `shortHash` makes slugs of colliding names distinct. */
export function planFeeds(posts: readonly Entry[], site: Site, shortHash: Hash): FeedSpec[] {
  const entries = posts.filter((post) => post.inFeeds).sort(newestFirst)
  const { tags, authors, folders, languages } = site.feeds
  return [
    mainFeed(entries, site),
    ...(tags ? tagFeeds(entries, site, shortHash) : []),
    ...(authors ? authorFeeds(entries, site, shortHash) : []),
    ...(folders ? folderFeeds(entries, site) : []),
    ...(languages ? languageFeeds(entries, site) : []),
  ]
}

function mainFeed(entries: readonly Entry[], site: Site): FeedSpec {
  const { title, description, language } = site
  return { kind: 'main', base: '/', title, description, language, entries }
}

function tagFeeds(entries: readonly Entry[], site: Site, shortHash: Hash): FeedSpec[] {
  const groups = groupBy(entries, (entry) => entry.tags.map((tag) => ({ key: fold(tag), name: tag })))
  return named('tag', '/tags/', groups, site, shortHash)
}

function authorFeeds(entries: readonly Entry[], site: Site, shortHash: Hash): FeedSpec[] {
  const groups = groupBy(entries, (entry) =>
    entry.authors.map(({ key, name }) => ({ key: fold(key ?? name), name })),
  )
  return named('author', '/authors/', groups, site, shortHash)
}

function named(
  kind: FeedKind,
  root: string,
  groups: readonly Group[],
  site: Site,
  shortHash: Hash,
): FeedSpec[] {
  const slugs = uniqueSlugs(
    groups.toSorted(oldestFirst).map(({ key }) => key),
    shortHash,
  )
  return groups.map(({ key, name, entries }) => {
    const base = `${root}${slugs.get(fold(key)) ?? slugify(name)}/`
    return { kind, base, title: `${site.title}: ${name}`, description: '', language: site.language, entries }
  })
}

/** A folder's feed holds the posts of the folders in it, too. */
function folderFeeds(entries: readonly Entry[], site: Site): FeedSpec[] {
  const groups = groupBy(entries, ({ folder, folderSlug }) => {
    const names = ancestors(folder).map(cleanLine)
    return ancestors(folderSlug).map((key, depth) => ({ key, name: names[depth] ?? key }))
  })
  return groups.map(({ key, name, entries }) => {
    const base = RESERVED.has(key.split('/')[0] ?? '') ? `/folders/${key}/` : `/${key}/`
    return {
      kind: 'folder',
      base,
      title: `${site.title}: ${name}`,
      description: '',
      language: site.language,
      entries,
    }
  })
}

/** One feed for each language, where there is more than one. */
function languageFeeds(entries: readonly Entry[], site: Site): FeedSpec[] {
  const groups = groupBy(entries, (entry) => {
    const language = entry.language ?? site.language
    return [{ key: language.toLowerCase(), name: language }]
  })
  if (groups.length < 2) return []
  return groups.map(({ key, name, entries }) => {
    const title = `${site.title}: ${name}`
    return { kind: 'language', base: `/lang/${key}/`, title, description: '', language: name, entries }
  })
}

/** Groups in the order of their keys; a group is called as its oldest entry calls it. */
function groupBy(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => { key: string; name: string }[],
): Group[] {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    for (const { key, name } of keysOf(entry)) {
      const members = groups.get(key)?.entries ?? []
      members.push(entry)
      groups.set(key, { key, name, entries: members })
    }
  }
  return [...groups.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function oldestFirst(a: Group, b: Group): number {
  return firstOf(a) - firstOf(b) || (a.key < b.key ? -1 : 1)
}

/** Its entries are newest first. */
function firstOf({ entries }: Group): Instant {
  return entries.at(-1)?.published ?? 0
}

function newestFirst(a: Entry, b: Entry): number {
  return b.published - a.published || (a.id < b.id ? -1 : 1)
}
