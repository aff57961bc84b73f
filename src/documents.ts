/** Feeds become documents: every entry written once per format, every feed framed, every edition dated. */
import { archivePages, begins, type Neighbours, neighbours } from './archive.ts'
import { type Limits, type PlannedEdition, planEditions } from './editions.ts'
import { formats } from './formats/index.ts'
import type { Entry, FeedAddresses, FeedHead, FeedSpec, Format, Hash, Instant, Site } from './model.ts'
import type { Edition, FeedDocument, Mark, PastWindow } from './snapshot.ts'

/** The bytes of one entry in one format. */
interface Slice {
  /** Stands for the entry's id. */
  readonly id: string
  readonly hash: string
  readonly bytes: Uint8Array
}

/** What every document of a compilation is made with. */
interface Workshop {
  readonly site: Site
  readonly hash: Hash
  readonly now: Instant
  readonly slice: (entry: Entry, format: Format) => Slice
  /** The archive pages of the main feed, the oldest first. */
  readonly pages: readonly FeedSpec[]
}

const encoder = new TextEncoder()

/** An archive page holds what it holds. */
const NO_LIMITS: Limits = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** Writes the documents of all feeds as they are from an instant on. Slices are kept while their entries are. */
export function documentWriter(site: Site, hash: Hash) {
  const slice = slicer(site, hash)
  return (feeds: readonly FeedSpec[], now: Instant): FeedDocument[] => {
    const pages = site.feeds.archive ? feeds.slice(0, 1).flatMap((main) => paginate(main, site, slice)) : []
    return [...feeds, ...pages].flatMap((feed) => toDocuments(feed, { site, hash, now, slice, pages }))
  }
}

function paginate(main: FeedSpec, site: Site, slice: Workshop['slice']): FeedSpec[] {
  const limits = { entries: site.feeds.limit, bytes: site.feeds.maxBytes }
  const { length } = main.entries
  // one entry is always there, however long it is
  const fits = length <= 1 || (length <= limits.entries && total(main.entries, slice) <= limits.bytes)
  return archivePages(main, (entry) => largest(entry, slice), limits, fits)
}

function total(entries: readonly Entry[], slice: Workshop['slice']): number {
  return entries.reduce((bytes, entry) => bytes + largest(entry, slice), 0)
}

/** The size of an entry in its largest format, so that every format holds the same entries. */
function largest(entry: Entry, slice: Workshop['slice']): number {
  return Math.max(...formats.map((format) => slice(entry, format).bytes.length))
}

/** Writes an entry in a format once, however many feeds hold it. */
function slicer(site: Site, hash: Hash): (entry: Entry, format: Format) => Slice {
  const slices = new WeakMap<Entry, ReadonlyMap<Format, Slice>>()
  const write = (entry: Entry) => {
    const id = hash(entry.id)
    return new Map(
      formats.map((format) => {
        const text = format.entry(entry, site)
        return [format, { id, hash: hash(text), bytes: encoder.encode(text) }]
      }),
    )
  }
  return (entry, format) => {
    const written = slices.get(entry) ?? write(entry)
    slices.set(entry, written)
    const slice = written.get(format)
    if (slice === undefined) throw new Error(`${format.name} is not in the table of formats`)
    return slice
  }
}

/** The main feed is always there; any other one is known from its first post on. */
export function since(feed: FeedSpec): { since?: Instant } {
  if (feed.kind === 'main') return {}
  return { since: feed.entries.reduce((first, { published }) => Math.min(first, published), Infinity) }
}

function toDocuments(feed: FeedSpec, workshop: Workshop): FeedDocument[] {
  const { site, hash, now, slice, pages } = workshop
  const { limit, maxBytes } = site.feeds
  const limits = feed.kind === 'archive' ? NO_LIMITS : { entries: limit, bytes: maxBytes }
  const size = (entry: Entry) => largest(entry, slice)
  const plan = planEditions(feed.entries, size, limits, now, turns(feed, pages))
  const head = toHead(feed, site)
  return formats.map((format) => {
    const frame = format.frame(head, site)
    const ends = [...frame.opening, frame.closing].join('')
    const toEdition = ({ from, modified, shown, hasMore, runs }: PlannedEdition): Edition => {
      const { older, newer } = archiveState(feed, shown, pages, from)
      const stamp = frame.stamp(
        {
          ...given('updated', modified),
          ...given('older', older && addresses(older.base, site)),
          ...given('newer', newer && addresses(newer.base, site)),
        },
        shown,
      )
      const etag = hash([ends, stamp, ...shown.map((entry) => slice(entry, format).hash)].join('\n'))
      return {
        from,
        etag,
        stamp,
        runs,
        ...given('modified', modified),
        ...given('hasMore', hasMore || undefined),
        ...given('older', older?.base),
        ...given('newer', newer?.base),
        ...given('isFull', (feed.kind === 'archive' && newer !== undefined) || undefined),
      }
    }
    const toWindow = (seen: PlannedEdition): PastWindow => ({ etag: toEdition(seen).etag, runs: seen.runs })
    return {
      path: feed.base + format.file,
      format: format.name,
      type: format.type,
      language: feed.language,
      ...given('archiveOf', feed.kind === 'archive' ? '/' : undefined),
      ...since(feed),
      separator: format.separator,
      editions: plan.editions.map(toEdition),
      past: plan.past.map(toWindow),
      marks: [...plan.entries, ...plan.departed].map((entry) => toMark(entry, slice(entry, format))),
      opening: [encoder.encode(frame.opening[0]), encoder.encode(frame.opening[1])],
      slices: plan.entries.map((entry) => slice(entry, format).bytes),
      closing: encoder.encode(frame.closing),
    }
  })
}

function toMark({ published, expires }: Entry, { id, hash }: Slice): Mark {
  return { id, hash, from: published, ...given('until', expires) }
}

/** `{ [key]: value }`, or nothing where there is no value (`exactOptionalPropertyTypes`). */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V }
function given(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value }
}

/** Instants at which a page changes though its entries do not: the next page begins. */
function turns(feed: FeedSpec, pages: readonly FeedSpec[]): Instant[] {
  const next = feed.kind === 'archive' ? pages[pages.indexOf(feed) + 1] : undefined
  return next === undefined ? [] : [begins(next)]
}

function archiveState(
  feed: FeedSpec,
  shown: readonly Entry[],
  pages: readonly FeedSpec[],
  now: Instant,
): Neighbours {
  if (pages.length === 0 || (feed.kind !== 'main' && feed.kind !== 'archive')) return {}
  return neighbours(feed, shown, pages, now)
}

function toHead(feed: FeedSpec, site: Site): FeedHead {
  const { title, description, language, base } = feed
  return {
    // a URI, as the documents' addresses are: not every reader takes an IRI; a page is a part of its feed
    id: site.url + encodeURI(feed.kind === 'archive' ? '/' : base),
    title,
    description,
    language,
    home: `${site.url}/`,
    self: addresses(base, site),
    ...(feed.kind === 'archive' ? { archiveOf: addresses('/', site) } : {}),
  }
}

function addresses(base: string, site: Site): FeedAddresses {
  const address = site.url + encodeURI(base)
  const self = Object.fromEntries(formats.map((format) => [format.name, address + format.file]))
  const { rss = '', atom = '', json = '' } = self
  return { rss, atom, json }
}
