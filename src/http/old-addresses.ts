/**
 * Old addresses: those that the configuration names, and those at which other systems had their feeds, with the
 * documents here that may take their place.
 */
import { DOCUMENTS, NEGOTIATED, nameOf } from '../base/paths.ts'
import { slugify } from '../base/slug.ts'
import { decoded } from '../base/text.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import type { Address } from './request.ts'

/** Publishers write addresses as they see them, encoded or not. */
const targetsOf = onceForEach(
  ({ aliases }) => new Map(Object.entries(aliases).map(([from, to]) => [decoded(from), to])),
)
const goneOf = onceForEach(({ gone }) => new Set(gone.map(decoded)))

/** Makes a value once for each manifest. */
function onceForEach<T>(make: (manifest: Manifest) => T): (manifest: Manifest) => T {
  const made = new WeakMap<Manifest, T>()
  return (manifest) => {
    const value = made.get(manifest) ?? make(manifest)
    made.set(manifest, value)
    return value
  }
}

/** The target that the configuration names for an old address: a path or an absolute address. Chains become one hop. */
export function namedTarget({ path, search }: Address, manifest: Manifest): string | undefined {
  const targets = targetsOf(manifest)
  let target = targets.get(path + decoded(search)) ?? targets.get(path)
  let next = target
  // the configuration has no cycles, but two spellings of an address could make one
  for (let hops = 0; next !== undefined && hops < targets.size; hops++) {
    target = next
    next = targets.get(decoded(next))
  }
  return target
}

export function isGone(path: string, manifest: Manifest): boolean {
  return manifest.gone.length > 0 && goneOf(manifest).has(path)
}

/** The base of the feed whose format is negotiated at this address, if it is such an address. */
export function negotiatedBase(path: string): string | undefined {
  return path.endsWith(`/${NEGOTIATED}`) ? path.slice(0, -NEGOTIATED.length) : undefined
}

const { rss, atom, json } = DOCUMENTS

/** More segments than any address of a feed has. */
const MAX_SEGMENTS = 8

/** How other systems end the address of a feed, and the document that takes its place. In Jekyll `feed.xml` is Atom. */
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ...[rss, atom, json].map(({ file }): [string, string] => [file, file]),
  ...endings(
    'feed feed/rss feed/rss2 feed/rdf feed/podcast feed.rss feed/index.xml feed/index.rss podcast.xml podcast.rss',
    rss.file,
  ),
  ...endings(
    'rss rss2 rss2.xml rss.php rss/feed.xml rss/index.xml index.xml index.rss index.rdf rdf.xml',
    rss.file,
  ),
  ...endings('atom feed/atom feed.xml feed.atom index.atom feed/feed.xml', atom.file),
  ...endings('feeds/posts/default feeds/posts/summary', atom.file),
  ...endings('wp-rss.php wp-rss2.php wp-rdf.php wp-feed.php', rss.file),
  ['wp-atom.php', atom.file],
  ...[rss, atom, json].flatMap(({ file }) => endings(`feed/${file} feeds/${file}`, file)),
  ...endings('json feed/json index.json', json.file),
])

/** WordPress without permalinks says `?feed=rss2`, Blogger says `?alt=rss`. */
const FEED: ReadonlyMap<string, string> = new Map([
  ...endings('feed podcast rdf rss rss2', rss.file),
  ['atom', atom.file],
  ['json', json.file],
])

/** The query parameters of WordPress that name a feed's subject, and the paths where it is looked for. */
const SUBJECTS = [
  ['tag', '/tag/'],
  ['category_name', '/category/'],
  ['author_name', '/author/'],
] as const

/** Blogger: `/feeds/posts/default/-/label`. */
const LABEL = /^(?:\/feeds\/posts\/(?:default|summary))?\/-\/([^/]+)$/

/** Jekyll: `/feed/tea.xml`, `/feed/by_tag/tea.xml`. Pelican: `/feeds/all.atom.xml`, `/feeds/tea.rss.xml`. */
const NAMED_FILE = /^\/feeds?\/(?:by_tag\/)?([^/]+?)(?:\.(atom|rss))?\.(?:xml|atom|rss)$/

const TAG = /^\/(?:tags?|tagged|topics?|labels?|(categor(?:y|ies)))\/(.+)\/$/
const AUTHOR = /^\/(?:authors?|writers?)\/([^/]+)\/$/
const SITE = /^\/(?:blog|posts?|news|articles?|index\.php)(?=\/)/
const LANGUAGE = /^\/([a-z]{2,3}(?:-[a-z\d]{2,8})*)(?=\/)/i

/** Folders by date have no feeds unless the configuration asks for them. */
const DATES = /\/(?:19|20)\d\d(?:[-/]\d\d?){0,2}\/$/

/** A feed that was somewhere else: the folder of its address, with a slash at both ends, and our file name. */
type Guess = readonly [place: string, file: string]

function endings(names: string, file: string): [string, string][] {
  return names.split(' ').map((name) => [name, file])
}

/** Paths of our documents that an address of another system may mean, the likeliest first. */
export function likelyDocuments({ path, search }: Address, manifest: Manifest): string[] {
  const plain = path.replace(/\/$/, '')
  if (plain.split('/').length > MAX_SEGMENTS) return []
  const query = new URLSearchParams(search)
  const asked = FEED.get(query.get('feed')?.toLowerCase() ?? '')
  const byQuery: Guess[] = asked === undefined ? [] : [[`${plain}/`, asked]]
  const guesses = [...byLabel(plain, query), ...byEnding(plain), ...byFile(plain), ...byQuery]
  return guesses.flatMap(([place, file]) => basesOf(place, manifest).map((base) => base + file))
}

/** The documents that the query of the site's first page may mean; undefined if it asks for no feed. */
export function queriedDocuments({ path, search }: Address, manifest: Manifest): string[] | undefined {
  if (search === '' || (path !== '/' && path !== '')) return undefined
  const query = new URLSearchParams(search)
  const file = FEED.get(query.get('feed')?.toLowerCase() ?? '')
  if (file === undefined) return undefined
  const named = SUBJECTS.find(([key]) => query.has(key))
  const place = named === undefined ? '/' : `${named[1]}${query.get(named[0])}/`
  return basesOf(place, manifest).map((base) => base + file)
}

function byLabel(path: string, query: URLSearchParams): Guess[] {
  const [, label] = LABEL.exec(path) ?? []
  const file = FEED.get(query.get('alt') ?? '') ?? atom.file
  if (label !== undefined) return [[`/tag/${label}/`, file]]
  return path.startsWith('/feeds/posts/') && query.has('alt') && ENDINGS.has(path.slice(1))
    ? [['/', file]]
    : []
}

/** The longest known ending counts: `/feed/atom` before `atom`. */
function byEnding(path: string): Guess[] {
  const segments = path.split('/')
  return [3, 2, 1].flatMap((count): Guess[] => {
    const file = ENDINGS.get(segments.slice(-count).join('/').toLowerCase())
    return file === undefined || segments.length <= count
      ? []
      : [[`${segments.slice(0, -count).join('/')}/`, file]]
  })
}

function byFile(path: string): Guess[] {
  const [, name = '', format] = NAMED_FILE.exec(path) ?? []
  const file = format === 'rss' ? rss.file : atom.file
  if (name === '') return []
  if (name === 'all') return [['/', file]]
  const places = [`/${name.replace(/^all-/, '')}/`, `/category/${name}/`, `/author/${name}/`]
  return places.map((place) => [place, file])
}

const knownBases = onceForEach(({ feeds }) => new Set(feeds.map(({ base }) => base)))

/** The feeds that exist among those that a place may mean. */
function basesOf(place: string, manifest: Manifest): string[] {
  const isKnown = (base: string) => knownBases(manifest).has(base.replace(/archive\/\d+\/$/, ''))
  return candidates(place, manifest).filter(isKnown)
}

function candidates(place: string, manifest: Manifest): string[] {
  const [, category, tag] = TAG.exec(place) ?? []
  const [, author] = AUTHOR.exec(place) ?? []
  const [, language = ''] = LANGUAGE.exec(place) ?? []
  const rest = SITE.test(place) || isOwn(language, manifest) ? place.replace(/^\/[^/]+/, '') : undefined
  return [
    place,
    ...(tag === undefined ? [] : spellings('/tags/', tag)),
    ...(category === undefined || tag === undefined ? [] : spellings('/', tag)),
    ...(author === undefined ? [] : spellings('/authors/', author)),
    ...(place === `/${language}/` ? [`/lang/${language.toLowerCase()}/`] : []),
    ...(rest === undefined ? [] : candidates(rest, manifest)),
    ...(DATES.test(place) ? [place.replace(DATES, '/'), '/'] : []),
  ]
}

/** A name as it is written and as a slug; of a category within another also the last name alone. */
function spellings(root: string, name: string): string[] {
  const last = nameOf(name)
  return [name, slugify(name), slugify(last)].map((slug) => `${root}${slug}/`)
}

/** Whether a site in one language may have had its feeds below that language. */
function isOwn(tag: string, { language }: Manifest): boolean {
  return [language.toLowerCase(), language.toLowerCase().split('-')[0]].includes(tag.toLowerCase())
}
