/**
 * The way of the data on one screen: sources -> posts -> entries -> feeds -> documents.
 *
 * A compiler remembers what it made of each source, so that compiling again costs only what changed, and
 * holds the last good version of a post whose file has become unusable.
 */
import { type Addressed, assignAddresses } from './addresses.ts'
import { type PlannedEdition, planEditions } from './editions.ts'
import { type Composed, composeEntry, isCurrent, type Surroundings } from './entry.ts'
import { planFeeds } from './feeds.ts'
import { formats } from './formats/index.ts'
import { json } from './formats/json.ts'
import { mintId } from './identity.ts'
import type {
  Entry,
  FeedHead,
  FeedSpec,
  Format,
  Hash,
  Instant,
  MediaFile,
  Problem,
  Site,
  Source,
} from './model.ts'
import { type Parsed, parsePost } from './parse.ts'
import { remember } from './remember.ts'
import type { Edition, FeedDocument, FeedListing, Interval, Manifest, Media, Page } from './snapshot.ts'

/** Everything public now or later, as plain data. */
export interface Compilation {
  readonly manifest: Manifest
  readonly documents: readonly FeedDocument[]
  readonly pages: readonly Page[]
  readonly media: readonly Media[]
  readonly problems: readonly Problem[]
  /** Posts that are published or will be. */
  readonly posts: number
}

export interface Folder {
  readonly sources: Iterable<Source>
  readonly files: ReadonlyMap<string, MediaFile>
}

export interface Compiler {
  /** What to serve from `now` on. A source that is the same object as before is not read again. */
  compile(folder: Folder, now: Instant): Compilation
}

/** The bytes of one entry in one format. */
interface Slice {
  readonly hash: string
  readonly bytes: Uint8Array
}

const encoder = new TextEncoder()

export function createCompiler(site: Site, hash: Hash): Compiler {
  const parseAll = remember({
    key: (source: Source) => source.path,
    isSame: (source, before) => source === before,
    make: (source, before?: Parsed) => withLastGoodPost(parsePost(source, site), before),
  })
  const compose = entryComposer(site, hash)
  const countTwins = twinCounter()
  const slice = slicer(site, hash)
  return {
    compile({ sources, files }, now) {
      const parsed = parseAll(sources)
      const { addressed, problems } = assignAddresses(
        parsed.flatMap(({ post }) => post ?? []),
        site,
      )
      const composed = compose(addressed, files)
      const entries = countTwins(composed.flatMap(({ entry }) => entry ?? []))
      const feeds = planFeeds(entries, site, (name) => hash(name).slice(0, 6))
      return {
        manifest: toManifest(site, feeds),
        documents: feeds.flatMap((feed) => toDocuments(feed, site, now, slice, hash)),
        pages: site.links.startsWith('/') ? entries.map((entry) => toPage(entry, site)) : [],
        media: toMedia(entries, files),
        problems: [...parsed, { problems }, ...composed].flatMap((step) => step.problems).sort(byPlace),
        posts: entries.length,
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
  let around: Surroundings = { site, hash, files: new Map(), addresses: new Map() }
  const composeAll = remember({
    key: ({ post }: Addressed) => post.path,
    isSame: (a, b, composed: Composed) => a.post === b.post && a.url === b.url && isCurrent(composed, around),
    make: (addressed, before?: Composed) => {
      const fresh = composeEntry(addressed, addressed.post.id ?? mintId(addressed.post, site), around)
      return fresh.entry === undefined && before?.entry !== undefined
        ? { ...fresh, entry: before.entry }
        : fresh
    },
  })
  return (addressed: readonly Addressed[], files: Folder['files']): Composed[] => {
    around = { ...around, files, addresses: new Map(addressed.map(({ post, url }) => [post.path, url])) }
    return composeAll(addressed)
  }
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

/** Writes an entry in a format once, however many feeds hold it. */
function slicer(site: Site, hash: Hash): (entry: Entry, format: Format) => Slice {
  const slices = new WeakMap<Entry, ReadonlyMap<Format, Slice>>()
  const write = (entry: Entry) =>
    new Map(
      formats.map((format) => {
        const text = format.entry(entry, site)
        return [format, { hash: hash(text), bytes: encoder.encode(text) }]
      }),
    )
  return (entry, format) => {
    const written = slices.get(entry) ?? write(entry)
    slices.set(entry, written)
    const slice = written.get(format)
    if (slice === undefined) throw new Error(`${format.name} is not in the table of formats`)
    return slice
  }
}

function toManifest(site: Site, feeds: readonly FeedSpec[]): Manifest {
  const { title, description, url, language, timeZone, http } = site
  return { title, description, url, language, timeZone, maxAge: http.maxAge, feeds: feeds.map(toListing) }
}

function toListing(feed: FeedSpec): FeedListing {
  return { base: feed.base, title: feed.title, ...since(feed) }
}

/** The main feed is always there; any other one is known from its first post on. */
function since(feed: FeedSpec): { since?: Instant } {
  if (feed.kind === 'main') return {}
  return { since: feed.entries.reduce((first, { published }) => Math.min(first, published), Infinity) }
}

type Slicer = ReturnType<typeof slicer>

function toDocuments(feed: FeedSpec, site: Site, now: Instant, slice: Slicer, hash: Hash): FeedDocument[] {
  const limits = { entries: site.feeds.limit, bytes: site.feeds.maxBytes }
  const largest = (entry: Entry) => Math.max(...formats.map((format) => slice(entry, format).bytes.length))
  const plan = planEditions(feed.entries, largest, limits, now)
  const head = toHead(feed, site)
  return formats.map((format) => {
    const frame = format.frame(head, site)
    const slices = plan.entries.map((entry) => slice(entry, format))
    const ends = [...frame.opening, frame.closing].join('')
    const toEdition = ({ from, modified, runs }: PlannedEdition): Edition => {
      const shown = <T>(parts: readonly T[]) => runs.flatMap(([first, last]) => parts.slice(first, last + 1))
      const stamp = frame.stamp(modified, shown(plan.entries))
      const etag = hash([ends, stamp, ...shown(slices).map((part) => part.hash)].join('\n'))
      return { from, etag, stamp, runs, ...(modified === undefined ? {} : { modified }) }
    }
    return {
      path: feed.base + format.file,
      format: format.name,
      type: format.type,
      language: feed.language,
      ...since(feed),
      separator: format.separator,
      editions: plan.editions.map(toEdition),
      opening: [encoder.encode(frame.opening[0]), encoder.encode(frame.opening[1])],
      slices: slices.map((part) => part.bytes),
      closing: encoder.encode(frame.closing),
    }
  })
}

function toHead(feed: FeedSpec, site: Site): FeedHead {
  const { title, description, language, base } = feed
  const address = site.url + encodeURI(base)
  const self = Object.fromEntries(formats.map((format) => [format.name, address + format.file]))
  const { rss = '', atom = '', json = '' } = self
  return {
    // a URI, as the documents' addresses are: not every reader takes an IRI
    id: address,
    title,
    description,
    language,
    home: `${site.url}/`,
    self: { rss, atom, json },
  }
}

function toPage(entry: Entry, site: Site): Page {
  const path = decodeURI(entry.url.slice(site.url.length))
  return { path, public: [interval(entry)], item: json.entry({ ...entry, content: 'full' }, site) }
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
