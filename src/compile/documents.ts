/** Feeds become documents: every entry written once per format, every feed framed, every edition dated. */

import type { FeedAddresses, FeedHead, FeedSpec, Format, Hash, Instant, Shown, Site } from '../model.ts'
import { DOCUMENTS, eachFormat } from '../paths.ts'
import { positions } from '../snapshot/delta.ts'
import type { DocumentBytes, DocumentIndex, Edition, Mark, PastWindow } from '../snapshot.ts'
import { type Archive, begins, type Neighbours } from './archive.ts'
import { type Limits, type PlannedEdition, planEditions } from './editions.ts'
import type { Member, Press, Writing } from './press.ts'

/** What every document of a compilation is made with. */
export interface Workshop {
  readonly site: Site
  readonly hash: Hash
  readonly now: Instant
  readonly press: Press
  /** Of the main feed, if it cannot hold everything itself. */
  readonly archive: Archive<Member> | undefined
}

/** A document of which the index is at hand; its bytes are put together when somebody wants them. */
export interface MadeDocument {
  readonly index: DocumentIndex
  bytes(): DocumentBytes
}

const encoder = new TextEncoder()

/** An archive page holds what it holds. */
const NO_LIMITS: Limits = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

/** Whether the main feed shows everything that it has: one entry is always there, however long it is. */
export function holdsAll(
  main: FeedSpec<Member>,
  { feeds: { limit, maxBytes } }: Site,
  press: Press,
): boolean {
  if (main.entries.length <= 1) return true
  if (main.entries.length > limit) return false
  return main.entries.reduce((bytes, member) => bytes + press.size(member), 0) <= maxBytes
}

/** The main feed is always there; any other one is known from its first post on. */
export function since(feed: FeedSpec): { since?: Instant } {
  if (feed.kind === 'main') return {}
  return { since: feed.entries.at(-1)?.published ?? Number.POSITIVE_INFINITY }
}

/** Makes the documents of a feed, each in its format, as they are from an instant on. */
export function documentMaker(feed: FeedSpec<Member>, workshop: Workshop): (format: Format) => MadeDocument {
  const { site, hash, now, press } = workshop
  const { limit, maxBytes } = site.feeds
  const limits = feed.kind === 'archive' ? NO_LIMITS : { entries: limit, bytes: maxBytes }
  const size = (member: Member) => press.size(member)
  const plan = planEditions(feed.entries, size, limits, now, turns(feed, workshop))
  const marked = [...plan.entries, ...plan.departed].map((member): Marked => {
    return { member, id: hash(member.id), slices: press.writing(member).slices, shown: press.shown(member) }
  })
  const show = ({ shown, ...planned }: PlannedEdition<Member>): Scene => ({
    ...planned,
    ...neighbours(feed, shown, workshop, planned.from),
    entries: positions(planned.runs).flatMap((position) => marked[position] ?? []),
  })
  const scenes = { editions: plan.editions.map(show), past: plan.past.map(show) }
  return (format) => makeDocument(feed, { entries: plan.entries, marked, ...scenes }, format, workshop)
}

/** An entry that has a mark: the hash of its id, and what is known of it as it is written. */
interface Marked extends Pick<Writing, 'slices'> {
  readonly member: Member
  readonly id: string
  readonly shown: Shown
}

/** An edition with all that it takes to write it in any format. */
interface Scene extends Omit<PlannedEdition<Member>, 'shown'>, Neighbours {
  readonly entries: readonly Marked[]
}

interface Scenes {
  readonly entries: readonly Member[]
  readonly marked: readonly Marked[]
  readonly editions: readonly Scene[]
  readonly past: readonly Scene[]
}

function makeDocument(
  feed: FeedSpec<Member>,
  scenes: Scenes,
  format: Format,
  { site, hash, press }: Workshop,
): MadeDocument {
  const frame = format.frame(toHead(feed, site), site)
  const [before, after] = frame.opening.map((text) => encoder.encode(text))
  const closing = encoder.encode(frame.closing)
  const ends = [...frame.opening, frame.closing].join('')
  const hashOf = ({ slices }: Marked) => slices[format.name].hash
  const toEdition = ({ from, modified, hasMore, runs, older, newer, entries }: Scene): Edition => {
    const state = {
      ...given('updated', modified),
      ...given('older', older && addresses(older.base, site)),
      ...given('newer', newer && addresses(newer.base, site)),
    }
    const stamp = frame.stamp(
      state,
      entries.map(({ shown }) => shown),
    )
    const etag = hash([ends, stamp, ...entries.map(hashOf)].join('\n'))
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
  const toWindow = (seen: Scene): PastWindow => ({ etag: toEdition(seen).etag, runs: seen.runs })
  const toMark = (marked: Marked): Mark => {
    const { published, expires } = marked.member
    return { id: marked.id, hash: hashOf(marked), from: published, ...given('until', expires) }
  }
  const opening = [before ?? new Uint8Array(), after ?? new Uint8Array()] as const
  return {
    index: {
      path: feed.base + format.file,
      format: format.name,
      type: format.type,
      language: feed.language,
      ...given('archiveOf', feed.kind === 'archive' ? '/' : undefined),
      ...since(feed),
      separator: format.separator,
      editions: scenes.editions.map(toEdition),
      past: scenes.past.map(toWindow),
      marks: scenes.marked.map(toMark),
    },
    bytes: () => ({
      opening,
      slices: scenes.entries.map((member) => press.bytes(member, format.name)),
      closing,
    }),
  }
}

/** `{ [key]: value }`, or nothing where there is no value (`exactOptionalPropertyTypes`). */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V }
function given(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value }
}

/** Instants at which a page changes though its entries do not: the next page begins. */
function turns(feed: FeedSpec<Member>, { archive }: Workshop): Instant[] {
  if (feed.kind !== 'archive' || archive === undefined) return []
  const next = archive.page(archive.numberOf(feed.entries[0]) + 1)
  return next === undefined ? [] : [begins(next)]
}

function neighbours(
  feed: FeedSpec<Member>,
  shown: readonly Member[],
  { archive }: Workshop,
  now: Instant,
): Neighbours {
  if (archive === undefined) return {}
  if (feed.kind === 'archive') return archive.around(feed, now)
  return feed.kind === 'main' ? archive.before(shown, now) : {}
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
