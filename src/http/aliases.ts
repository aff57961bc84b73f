/** Addresses under which other systems had their feeds, and those that a publisher names, lead to ours. */
import { DOCUMENTS, NEGOTIATED } from '../paths.ts'
import type { Manifest } from '../snapshot.ts'
import type { Address } from './address.ts'

const { rss, atom, json } = DOCUMENTS

/**
 * How other systems end the address of a feed, and which of our documents takes its place: WordPress, Ghost,
 * Hugo, Jekyll and Eleventy (whose feed.xml is Atom), Blogger, Gatsby, Movable Type.
 */
const ENDINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'feed/',
      'feed/rss',
      'feed/rss2',
      'rss',
      'rss2',
      'rss2.xml',
      'index.xml',
      'index.rss',
      'feed.rss',
      'feed/index.xml',
      'feed/index.rss',
      'feeds/rss.xml',
      'rss/feed.xml',
      'rss/index.xml',
      'rss.php',
    ].map((ending) => [ending, rss.file]),
  ),
  ...Object.fromEntries(
    [
      'feed/atom',
      'atom',
      'feed.xml',
      'feed.atom',
      'index.atom',
      'feed/feed.xml',
      'feed/atom.xml',
      'feeds/atom.xml',
      'feeds/posts/default',
    ].map((ending) => [ending, atom.file]),
  ),
  ...Object.fromEntries(
    ['feed/json', 'feed/feed.json', 'index.json', 'json'].map((ending) => [ending, json.file]),
  ),
}

/** What other systems put before it, and which of our feeds that is. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:blog|posts?|news|articles?)\//, '/'],
  [/^\/(?:blog\/)?(?:tag|tags|topics?|category|categories|label)\//, '/tags/'],
  [/^\/(?:blog\/)?(?:author|authors|writers?)\//, '/authors/'],
]

/** WordPress without permalinks: `/?feed=rss2`, also below a site whose base is asked for without its slash. */
const QUERY: Readonly<Record<string, string>> = {
  rss: rss.file,
  rss2: rss.file,
  rdf: rss.file,
  feed: rss.file,
  atom: atom.file,
  json: json.file,
}

/** Publishers write addresses as they see them, encoded or not. */
const targetsOf = onceForEach(
  ({ aliases }) => new Map(Object.entries(aliases).map(([from, to]) => [decode(from), to])),
)
const goneOf = onceForEach(({ gone }) => new Set(gone.map(decode)))

function onceForEach<T>(make: (manifest: Manifest) => T): (manifest: Manifest) => T {
  const made = new WeakMap<Manifest, T>()
  return (manifest) => {
    const value = made.get(manifest) ?? make(manifest)
    made.set(manifest, value)
    return value
  }
}

/** The address that a publisher has named for an old one: a path or an absolute address. One hop, whatever it takes. */
export function namedTarget({ path, search }: Address, manifest: Manifest): string | undefined {
  const targets = targetsOf(manifest)
  let target = targets.get(path + decode(search)) ?? targets.get(path)
  let next = target
  // the configuration knows no circles, but two spellings of an address could make one
  for (let hops = 0; next !== undefined && hops < targets.size; hops++) {
    target = next
    next = targets.get(decode(next))
  }
  return target
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

export function isGone(path: string, manifest: Manifest): boolean {
  return manifest.gone.length > 0 && goneOf(manifest).has(path)
}

/** Paths of documents that an address of another system may mean, the likeliest first. */
export function likelyDocuments({ path }: Address): string[] {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path
  return [...(plain === path ? [] : [plain]), ...withOurEnding(path), ...withOurEnding(plain)].flatMap(
    withOurPrefix,
  )
}

/** The path of the document that the query of the site's first page names, if it names one. */
export function queriedDocument({ path, search }: Address): string | undefined {
  const isHome = search !== '' && (path === '/' || path === '')
  const ending = isHome ? QUERY[new URLSearchParams(search).get('feed') ?? ''] : undefined
  return ending === undefined ? undefined : `/${ending}`
}

/** The longest known ending counts: `/feed/atom` before `atom`. */
function withOurEnding(path: string): string[] {
  const known = Object.keys(ENDINGS).filter((ending) => path.endsWith(`/${ending}`))
  const [longest] = known.sort((a, b) => b.length - a.length)
  return longest === undefined ? [] : [path.slice(0, -longest.length) + ENDINGS[longest]]
}

function withOurPrefix(path: string): string[] {
  const others = PREFIXES.filter(([prefix]) => prefix.test(path)).map(([prefix, ours]) =>
    path.replace(prefix, ours),
  )
  return [path, ...others]
}

/** The base of the feed whose format is negotiated at this address, if it is such an address. */
export function negotiatedBase(path: string): string | undefined {
  return path.endsWith(`/${NEGOTIATED}`) ? path.slice(0, -NEGOTIATED.length) : undefined
}
