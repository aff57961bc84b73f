/**
 * The way of the data on one screen: sources -> posts -> entries -> feeds -> documents.
 *
 * A compiler remembers what it made of each source, so that compiling again costs only what changed, and
 * holds the last good version of a post whose file has become unusable.
 */
import { type Addressed, assignAddresses } from './addresses.ts'
import { documentWriter, since } from './documents.ts'
import { type Composed, isCurrent, recomposeEntry } from './entry.ts'
import { planFeeds } from './feeds.ts'
import { json } from './formats/json.ts'
import { createIdentify } from './identity.ts'
import { EMPTY_LEDGER, type Ledger } from './ledger.ts'
import type { Entry, FeedSpec, Hash, Instant, MediaFile, Problem, Site, Source } from './model.ts'
import { type Parsed, parsePost } from './parse.ts'
import { remember } from './remember.ts'
import { sequence } from './sequence.ts'
import type { FeedDocument, FeedListing, Interval, Manifest, Media, Page } from './snapshot.ts'
import { survey } from './surroundings.ts'

/** Everything public now or later, as plain data. */
export interface Compilation {
  readonly manifest: Manifest
  readonly documents: readonly FeedDocument[]
  readonly pages: readonly Page[]
  readonly media: readonly Media[]
  readonly problems: readonly Problem[]
  /** Posts that are published or will be. */
  readonly posts: number
  /** The ids of the posts, to be remembered for the next time. */
  readonly ledger: Ledger
}

export interface Folder {
  readonly sources: Iterable<Source>
  readonly files: ReadonlyMap<string, MediaFile>
  /** What was remembered the last time. */
  readonly ledger?: Ledger
}

export interface Compiler {
  /** What to serve from `now` on. A source that is the same object as before is not read again. */
  compile(folder: Folder, now: Instant): Compilation
}

export function createCompiler(site: Site, hash: Hash): Compiler {
  const parseAll = remember({
    key: (source: Source) => source.path,
    isSame: (source, before) => source === before,
    make: (source, before?: Parsed) => withLastGoodPost(parsePost(source, site), before),
  })
  const identify = createIdentify(site, hash)
  const compose = entryComposer(site, hash)
  const countTwins = twinCounter()
  const write = documentWriter(site, hash)
  return {
    compile({ sources: found, files, ledger: before = EMPTY_LEDGER }, now) {
      const sources = [...found]
      const parsed = parseAll(sources)
      const posts = parsed.flatMap(({ post }) => post ?? [])
      const identified = identify(posts, new Set(sources.map(({ path }) => path)), before)
      const { addressed, problems } = assignAddresses(posts, identified.ids, { site, hash })
      const composed = compose(addressed, files, now)
      const entries = countTwins(composed.flatMap(({ entry }) => entry ?? []))
      const feeds = planFeeds(entries, site, (name) => hash(name).slice(0, 6))
      return {
        manifest: toManifest(site, feeds),
        documents: write(feeds, now),
        pages: site.links.startsWith('/') ? toPages(entries, feeds, site) : [],
        media: toMedia(entries, files),
        problems: [...parsed, identified, { problems }, ...composed]
          .flatMap((step) => step.problems)
          .sort(byPlace),
        posts: entries.length,
        ledger: identified.ledger,
      }
    },
  }
}

/** A post that has become unusable is stood in for by its last good version; a draft is not. */
function withLastGoodPost(fresh: Parsed, before: Parsed | undefined): Parsed {
  const isBroken = fresh.post === undefined && fresh.problems.length > 0
  return isBroken && before?.post !== undefined ? { ...fresh, post: before.post } : fresh
}

function entryComposer(site: Site, hash: Hash) {
  let around = survey({ site, hash, now: 0, files: new Map() }, [])
  const composeAll = remember({
    key: ({ post }: Addressed) => post.path,
    isSame: (a, b, composed: Composed) => isSameAddressed(a, b) && isCurrent(composed, a, around),
    make: (addressed, before?: Composed) => recomposeEntry(addressed, around, before),
  })
  return (addressed: readonly Addressed[], files: Folder['files'], now: Instant): Composed[] => {
    around = survey({ site, hash, now, files }, addressed)
    return composeAll(addressed)
  }
}

function isSameAddressed(a: Addressed, b: Addressed): boolean {
  const { id, iri } = a.identity
  const isSamePlace = a.url === b.url && a.folder === b.folder
  return a.post === b.post && isSamePlace && id === b.identity.id && iri === b.identity.iri
}

interface Twin {
  readonly entry: Entry
  readonly twins: number
}

/** Tells entries that were updated at one instant apart; the same entry with as many twins stays itself. */
function twinCounter(): (entries: readonly Entry[]) => Entry[] {
  const countAll = remember({
    key: ({ entry }: Twin) => entry.path,
    isSame: (a, b) => a.entry === b.entry && a.twins === b.twins,
    make: ({ entry, twins }): Entry => (twins === entry.twins ? entry : { ...entry, twins }),
  })
  return (entries) => {
    const seen = new Map<Instant, number>()
    const oldestFirst = [...entries].sort((a, b) => a.published - b.published || (a.id < b.id ? -1 : 1))
    return countAll(
      oldestFirst.map((entry) => {
        const twins = seen.get(entry.updated) ?? 0
        seen.set(entry.updated, twins + 1)
        return { entry, twins }
      }),
    )
  }
}

function toManifest(site: Site, feeds: readonly FeedSpec[]): Manifest {
  const { title, description, url, language, timeZone, http, hub, icon } = site
  return {
    title,
    description,
    url,
    language,
    timeZone,
    ...(icon === undefined ? {} : { icon }),
    ...(hub === undefined ? {} : { hub }),
    ...http,
    feeds: feeds.map(toListing),
  }
}

function toListing(feed: FeedSpec): FeedListing {
  return { base: feed.base, title: feed.title, ...since(feed) }
}

function toPages(entries: readonly Entry[], [main]: readonly FeedSpec[], site: Site): Page[] {
  const adjacent = sequence(main?.entries ?? [])
  return entries.map((entry) => {
    const { older = [], newer = [] } = adjacent.get(entry) ?? {}
    return {
      path: pagePath(entry, site),
      public: [interval(entry)],
      item: json.entry({ ...entry, content: 'full' }, site),
      ...(entry.image?.alt === undefined ? {} : { imageAlt: entry.image.alt }),
      older: older.map((other) => pagePath(other, site)),
      newer: newer.map((other) => pagePath(other, site)),
    }
  })
}

function pagePath({ url }: Entry, site: Site): string {
  return decodeURI(url.slice(site.url.length))
}

function interval({ published, expires }: Entry): Interval {
  return { from: published, ...(expires === undefined ? {} : { until: expires }) }
}

/** A file is public while a post that uses it is, and no longer. */
function toMedia(entries: readonly Entry[], files: Folder['files']): Media[] {
  const uses = new Map<string, Interval[]>()
  for (const entry of entries) {
    for (const path of entry.media) uses.set(path, [...(uses.get(path) ?? []), interval(entry)])
  }
  return [...uses].flatMap(([path, intervals]) => {
    const file = files.get(path)
    if (file === undefined) return []
    const { type, length } = file
    return [{ path, type, length, public: intervals }]
  })
}

function byPlace(a: Problem, b: Problem): number {
  return a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1
}
