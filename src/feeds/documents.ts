/** Feeds become documents: every entry written once per format, every feed framed, every edition dated. */

import { defined } from '../base/defined.ts'
import { DOCUMENTS, eachFormat } from '../base/paths.ts'
import type {
  FeedAddresses,
  FeedHead,
  FeedSpec,
  Format,
  FormatName,
  Hash,
  Instant,
  Listed,
  Site,
} from '../model.ts'
import { positions } from '../snapshot/delta.ts'
import type { DocumentBytes, DocumentIndex, Edition, Mark, PastWindow } from '../snapshot/snapshot.ts'
import { type Limits, type PlannedEdition, planEditions } from './editions.ts'

/** The pages of the archive beside a feed or page, by their bases. */
export interface Beside {
  readonly older?: string
  readonly newer?: string
}

/** The archive as the main feed or one of its pages sees it. */
export interface Archive {
  /** Instants at which this page changes though its entries do not: the next page begins. */
  readonly turns: readonly Instant[]
  /** The pages beside this one when it shows some entries, at an instant. */
  beside(shown: readonly Listed[], now: Instant): Beside
}

/** The bytes of one entry in one format. */
interface Slice {
  readonly hash: string
  /** In bytes. */
  readonly length: number
  /** Of the XML namespaces that it uses. */
  readonly prefixes: readonly string[]
}

/** An entry in every format. */
export interface Written {
  readonly slices: Readonly<Record<FormatName, Slice>>
  readonly bytes: Readonly<Record<FormatName, Uint8Array>>
}

/** Writes an entry, or finds it written. */
export type Write = (entry: Listed) => Written

export interface DocumentContext {
  readonly site: Site
  readonly hash: Hash
  readonly now: Instant
  readonly write: Write
  /** Of the main feed and its pages, if it cannot hold all entries. */
  readonly archive: Archive | undefined
}

/** The index of a document; its bytes are assembled on demand. */
export interface MadeDocument {
  readonly index: DocumentIndex
  bytes(): DocumentBytes
}

const encoder = new TextEncoder()

/** Archive pages have no limits: their members are fixed. */
const NO_LIMITS: Limits = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** Whether the main feed shows all entries; a single entry always fits. */
export function holdsAll(main: FeedSpec, { feeds: { limit, maxBytes } }: Site, write: Write): boolean {
  if (main.entries.length <= 1) return true
  if (main.entries.length > limit) return false
  return main.entries.reduce((bytes, member) => bytes + largest(write(member)), 0) <= maxBytes
}

/** In bytes, in the largest format, so that every format holds the same entries. */
export function largest({ slices }: Pick<Written, 'slices'>): number {
  return Math.max(...Object.values(slices).map(({ length }) => length))
}

/** The main feed is always there; any other one is known from its first post on. */
export function since(feed: FeedSpec): { since?: Instant } {
  if (feed.kind === 'main') return {}
  return { since: feed.since ?? feed.entries.at(-1)?.published ?? Number.POSITIVE_INFINITY }
}

/** Makes the documents of a feed, each in its format, as they are from an instant on. */
export function documentMaker(feed: FeedSpec, context: DocumentContext): (format: Format) => MadeDocument {
  const scenes = scenesOf(feed, context)
  return (format) => makeDocument(feed, scenes, format, context)
}

type Scenes = ReturnType<typeof scenesOf>
type Scene = Scenes['editions'][number]
type Marked = Scenes['marked'][number]

/** Editions with all that it takes to write them in any format. `marked`: the entries that they show. */
function scenesOf(feed: FeedSpec, { site, hash, now, write, archive }: DocumentContext) {
  const { limit, maxBytes } = site.feeds
  const limits = feed.kind === 'archive' ? NO_LIMITS : { entries: limit, bytes: maxBytes }
  const size = (member: Listed) => largest(write(member))
  const { entries, departed, ...plan } = planEditions(feed.entries, size, limits, now, archive?.turns)
  const marked = [...entries, ...departed].map((member) => {
    return { member, id: hash(member.id), slices: write(member).slices }
  })
  const show = ({ shown, ...planned }: PlannedEdition) => ({
    ...planned,
    ...archive?.beside(shown, planned.from),
    entries: positions(planned.runs).flatMap((position) => marked[position] ?? []),
  })
  return { entries, marked, editions: plan.editions.map(show), past: plan.past.map(show) }
}

function makeDocument(
  feed: FeedSpec,
  scenes: Scenes,
  format: Format,
  { site, hash, write }: DocumentContext,
): MadeDocument {
  const frame = format.frame(toHead(feed, site), site)
  const [before, after] = frame.opening.map((text) => encoder.encode(text))
  const closing = encoder.encode(frame.closing)
  const ends = [...frame.opening, frame.closing].join('')
  const hashOf = ({ slices }: Marked) => slices[format.name].hash
  const toEdition = ({ from, modified, hasMore, runs, older, newer, entries }: Scene): Edition => {
    const at = (base: string | undefined) => (base === undefined ? undefined : addresses(base, site))
    const state = defined({ updated: modified, older: at(older), newer: at(newer) })
    const slices = entries.map((entry) => entry.slices[format.name])
    const stamp = frame.stamp(
      state,
      slices.flatMap(({ prefixes }) => prefixes),
    )
    const etag = hash([ends, stamp, ...slices.map((slice) => slice.hash)].join('\n'))
    return defined({
      from,
      etag,
      stamp,
      runs,
      modified,
      hasMore: hasMore || undefined,
      older,
      newer,
      isFull: (feed.kind === 'archive' && newer !== undefined) || undefined,
    })
  }
  const toWindow = (seen: Scene): PastWindow => ({ etag: toEdition(seen).etag, runs: seen.runs })
  const toMark = (marked: Marked): Mark => {
    const { published, expires } = marked.member
    return defined({ id: marked.id, hash: hashOf(marked), from: published, until: expires })
  }
  const opening = [before ?? new Uint8Array(), after ?? new Uint8Array()] as const
  return {
    index: {
      path: feed.base + format.file,
      format: format.name,
      type: format.type,
      language: feed.language,
      ...(feed.kind === 'archive' ? { archiveOf: '/' } : {}),
      ...since(feed),
      separator: format.separator,
      editions: scenes.editions.map(toEdition),
      past: scenes.past.map(toWindow),
      marks: scenes.marked.map(toMark),
    },
    bytes: () => ({
      opening,
      slices: scenes.entries.map((member) => write(member).bytes[format.name]),
      closing,
    }),
  }
}

function toHead(feed: FeedSpec, site: Site): FeedHead {
  const { title, description, language, base } = feed
  return {
    // a URI, as the documents' addresses are: not every reader takes an IRI; a page is a part of its feed
    id: site.url + encodeURI(feed.kind === 'archive' ? '/' : base),
    title,
    description,
    language,
    home: site.url + encodeURI(base),
    self: addresses(base, site),
    ...(feed.kind === 'archive' ? { archiveOf: addresses('/', site) } : {}),
  }
}

function addresses(base: string, site: Site): FeedAddresses {
  const address = site.url + encodeURI(base)
  return eachFormat((name) => address + DOCUMENTS[name].file)
}
