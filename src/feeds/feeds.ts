/** The feeds of a site and the posts that each may contain. */

import { defined } from '../base/defined.ts'
import { OWN_SEGMENTS, ROOTS } from '../base/paths.ts'
import { remembered } from '../base/remembered.ts'
import { ancestors, fold, slugify, uniqueSlugs } from '../base/slug.ts'
import { cleanLine } from '../base/text.ts'
import type { FeedKind, FeedSpec, Hash, Listed, Site } from '../model.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import { since } from './documents.ts'

/** First segments of addresses that a folder of posts cannot have. */
const RESERVED = new Set([...OWN_SEGMENTS, 'posts', 'rss', 'static'])

/** A name that entries share, and what makes two names the same. */
export interface Named {
  readonly key: string
  readonly name: string
}

/** Feeds of one kind: which of them hold an entry, and what they are called. */
export interface Section {
  readonly kind: FeedKind
  /** An entry is in the feeds of these names. */
  readonly namesOf: (entry: Listed) => readonly Named[]
  /**
   * The bases of the feeds, by key; none where feeds of this kind make no sense. `keys` are in the order of age, `kept`
   * has the bases that feeds keep.
   */
  readonly basesOf: (
    keys: readonly string[],
    kept: ReadonlyMap<string, string>,
  ) => ReadonlyMap<string, string>
  /** `name` is how the oldest entry calls the feed. */
  readonly headOf: (name: string) => Pick<FeedSpec, 'title' | 'description' | 'language'>
}

/** The feeds that a site may have, the main feed first. `shortHash` makes slugs of colliding names distinct. */
export function sectionsOf(site: Site, shortHash: Hash): Section[] {
  const { tags, authors, folders, languages } = site.feeds
  return [
    mainSection(site),
    ...(tags ? [tagSection(site, shortHash)] : []),
    ...(authors ? [authorSection(site, shortHash)] : []),
    ...(folders ? [folderSection(site)] : []),
    ...(languages ? [languageSection(site)] : []),
  ]
}

function mainSection({ title, description, language }: Site): Section {
  return {
    kind: 'main',
    namesOf: () => [{ key: '', name: '' }],
    basesOf: () => new Map([['', '/']]),
    headOf: () => ({ title, description, language }),
  }
}

function tagSection(site: Site, shortHash: Hash): Section {
  const named = remembered((name) => ({ key: fold(name), name }))
  return {
    kind: 'tag',
    namesOf: ({ tags }) => tags.map(named),
    basesOf: slugged(ROOTS.tag, shortHash),
    headOf: (name) => part(name, site),
  }
}

function authorSection(site: Site, shortHash: Hash): Section {
  const keyOf = remembered(fold)
  return {
    kind: 'author',
    namesOf: ({ authors }) => authors.map(({ key, name }) => ({ key: keyOf(key ?? name), name })),
    basesOf: slugged(ROOTS.author, shortHash),
    headOf: (name) => part(name, site),
  }
}

function part(name: string, { title, language }: Site): ReturnType<Section['headOf']> {
  return { title: `${title}: ${name}`, description: '', language }
}

function slugged(root: string, shortHash: Hash): Section['basesOf'] {
  return (keys, kept) => {
    const keptSlugs = [...kept].map(([key, base]): [string, string] => [
      fold(key),
      base.slice(root.length, -1),
    ])
    const slugs = uniqueSlugs(keys, shortHash, slugify, new Map(keptSlugs))
    return new Map(keys.map((key) => [key, `${root}${slugs.get(fold(key)) ?? slugify(key)}/`]))
  }
}

/** Folders by year, month and day: `2024`, `notes/2024/05`, `2024-05`. */
const DATES = /(?:^|\/)(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?)?$/

/** A folder's feed holds the posts of the folders in it, too. Folders that only sort posts by date have none. */
function folderSection(site: Site): Section {
  const isFeed = (path: string) => site.feeds.folders === 'all' || !DATES.test(path)
  const isReserved = (path: string) => RESERVED.has(path.split('/')[0] ?? '')
  return {
    kind: 'folder',
    namesOf: ({ folder, folderSlug }) => {
      const paths = ancestors(folder)
      const keys = ancestors(folderSlug)
      const named = paths.map((path, depth) => ({ key: keys[depth] ?? path, name: cleanLine(path) }))
      return named.filter((_, depth) => isFeed(paths[depth] ?? ''))
    },
    basesOf: (keys) =>
      new Map(keys.map((key) => [key, isReserved(key) ? `${ROOTS.folder}${key}/` : `/${key}/`])),
    headOf: (name) => part(name, site),
  }
}

/** One feed for each language, where there is more than one. */
function languageSection(site: Site): Section {
  return {
    kind: 'language',
    namesOf: ({ language: name = site.language }) => [{ key: name.toLowerCase(), name }],
    basesOf: (keys) => new Map(keys.length < 2 ? [] : keys.map((key) => [key, `${ROOTS.language}${key}/`])),
    headOf: (name) => ({ ...part(name, site), language: name }),
  }
}

export function toManifest(site: Site, feeds: readonly FeedSpec[]): Manifest {
  const { title, description, url, language, timeZone, http, hubs, ...rest } = site
  const { icon, image, css, menu, license, blogroll, files } = rest
  const own = { icon, image, css, menu, license, blogroll, files }
  const listed = feeds.map((feed) => ({ base: feed.base, title: feed.title, ...since(feed) }))
  return defined({ title, description, url, language, timeZone, ...own, hubs, ...http, feeds: listed })
}
