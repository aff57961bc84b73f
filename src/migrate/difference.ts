/**
 * What subscribers would notice if one state of a site took the place of another. Readers know an entry by its id
 * alone: an entry that comes with another id is unread again for everybody.
 */
import type { Instant } from '../model.ts'

/** An entry as its subscribers have it, whatever format they read. */
export interface PublishedEntry {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly published: Instant
  /** Everything else that readers show, by what publishers call it. */
  readonly parts: Readonly<Record<string, string>>
}

export interface PublishedFeed {
  /** Absolute, up to the name of the document. */
  readonly address: string
  readonly title: string
  /** Newest first; known of the main feed alone. */
  readonly ids: readonly string[]
}

/** One state of a site, as the web sees it. */
export interface Published {
  readonly url: string
  readonly feeds: readonly PublishedFeed[]
  readonly entries: ReadonlyMap<string, PublishedEntry>
  /** Older entries than those of the main feed are in its archive pages, which are read, too. */
  readonly hasArchive: boolean
  /** Entries in its main feed, at most, where that is not as the site's configuration says. */
  readonly limit?: number
}

export interface Pair {
  readonly before: PublishedEntry
  readonly after: PublishedEntry
}

export interface Move {
  readonly before: PublishedFeed
  readonly after: PublishedFeed
  readonly isMain: boolean
}

export interface Difference {
  readonly added: readonly PublishedEntry[]
  /** With what changed: `title`, `text`, `date`. */
  readonly changed: readonly (Pair & { readonly parts: readonly string[] })[]
  /** The same post under another id. */
  readonly reappearing: readonly Pair[]
  readonly lost: readonly PublishedEntry[]
  readonly movedFeeds: readonly Move[]
  readonly lostFeeds: readonly PublishedFeed[]
  readonly addedFeeds: readonly PublishedFeed[]
}

export interface Circumstances {
  /** Entries in a feed, at most. */
  readonly limit: number
  /** Earlier feeds, with the feed to which the path of their address leads on the new site; '' where it leads to none. */
  readonly destinations: ReadonlyMap<string, string>
  /** Posts that are known to be the same: the id of an entry before, and its id after. */
  readonly successors?: ReadonlyMap<string, string>
}

export function compare(
  before: Published,
  after: Published,
  { limit, destinations, successors = new Map() }: Circumstances,
): Difference {
  const here = atAddressOf(before, after.url)
  const gone = [...here.entries.values()].filter(({ id }) => !after.entries.has(id))
  const come = [...after.entries.values()].filter(({ id }) => !here.entries.has(id))
  const bySuccessor: Key = ({ id }) => successors.get(id) ?? id
  const reappearing = sameUnderOtherId(gone, come, [bySuccessor, ...KEYS])
  const matched = new Set(reappearing.flatMap((pair) => [pair.before, pair.after]))
  const [isBeyondHere, isBeyondAfter] = [beyond(here, limit), beyond(after, limit)]
  const kept = [...here.entries.values()].flatMap((entry) => {
    const other = after.entries.get(entry.id)
    return other === undefined ? [] : { before: entry, after: other }
  })
  return {
    added: come.filter((entry) => !matched.has(entry) && !isBeyondHere(entry)),
    lost: gone.filter((entry) => !matched.has(entry) && !isBeyondAfter(entry)),
    reappearing,
    changed: kept
      .map((pair) => ({ ...pair, parts: changedParts(pair) }))
      .filter(({ parts }) => parts.length > 0),
    ...compareFeeds(before.feeds, after, destinations),
  }
}

/** Whether all subscribers see posts as unread that they have read: under other ids, or where the whole site has moved. */
export function floods({ reappearing, movedFeeds }: Difference): boolean {
  return reappearing.length > 0 || movedFeeds.some(({ isMain }) => isMain)
}

/** A site that moves names its own addresses everywhere; the move is reported once, for its feeds. */
function atAddressOf(state: Published, url: string): Published {
  if (state.url === url) return state
  const move = (text: string) => text.replaceAll(state.url, url)
  const entries = [...state.entries.values()].map((entry) => ({
    ...entry,
    url: move(entry.url),
    parts: Object.fromEntries(Object.entries(entry.parts).map(([name, text]) => [name, move(text)])),
  }))
  return { ...state, url, entries: new Map(entries.map((entry) => [entry.id, entry])) }
}

type Key = (entry: PublishedEntry) => string

/** By what one and the same post is known again, the surest first. */
const KEYS: readonly Key[] = [
  ({ url }) => url,
  ({ title, published }) => (title === '' ? '' : `${published} ${title}`),
  ({ parts: { text = '' } }) => text,
]

function sameUnderOtherId(
  gone: readonly PublishedEntry[],
  come: readonly PublishedEntry[],
  keys: readonly Key[],
): Pair[] {
  const pairs: Pair[] = []
  const taken = new Set<PublishedEntry>()
  for (const key of keys) {
    const left = Map.groupBy(
      come.filter((entry) => !taken.has(entry)),
      key,
    )
    for (const before of gone.filter((entry) => !taken.has(entry))) {
      const after = key(before) === '' ? undefined : left.get(key(before))?.shift()
      if (after === undefined) continue
      pairs.push({ before, after })
      taken.add(before).add(after)
    }
  }
  return pairs
}

/**
 * Whether an entry is older than all that a cut-off feed shows: it has neither gone nor come, there was no room for
 * it.
 */
function beyond(
  { hasArchive, feeds: [main], entries, limit: ownLimit }: Published,
  limit: number,
): (entry: PublishedEntry) => boolean {
  if (hasArchive || main === undefined || main.ids.length < (ownLimit ?? limit)) return () => false
  const dates = main.ids
    .flatMap((id) => entries.get(id)?.published ?? [])
    .filter((date) => !Number.isNaN(date))
  if (dates.length === 0) return () => false
  const oldest = dates.reduce((first, date) => Math.min(first, date))
  return ({ published }) => published < oldest
}

function changedParts({ before, after }: Pair): string[] {
  const all = ({ title, url, published, parts }: PublishedEntry): Record<string, string> => ({
    title,
    link: url,
    date: String(published),
    ...parts,
  })
  const [old, fresh] = [all(before), all(after)]
  return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    (name) => old[name] !== fresh[name],
  )
}

type FeedDifference = Pick<Difference, 'movedFeeds' | 'lostFeeds' | 'addedFeeds'>

function compareFeeds(
  before: readonly PublishedFeed[],
  { url, feeds: after }: Published,
  destinations: Circumstances['destinations'],
): FeedDifference {
  const [old, fresh] = [byAddress(before), byAddress(after)]
  const isLedOn = ({ address }: PublishedFeed) => address.startsWith(`${url}/`) && destinations.has(address)
  const missing = before.filter((feed) => !fresh.has(feed.address) && !isLedOn(feed))
  // subscribers who are redirected to the main feed have no new one
  const [isMainLedOn = false] = before.slice(0, 1).map(isLedOn)
  const added = after.filter((feed) => !old.has(feed.address) && !(isMainLedOn && feed === after[0]))
  const successorOf = (feed: PublishedFeed) => {
    const destination = destinations.get(feed.address)
    if (destination !== undefined) return fresh.get(destination)
    return feed === before[0] ? after[0] : undefined
  }
  const movedFeeds = missing.flatMap((feed) => {
    const successor = successorOf(feed)
    return successor === undefined ? [] : { before: feed, after: successor, isMain: feed === before[0] }
  })
  const moved = new Set(movedFeeds.flatMap((move) => [move.before, move.after]))
  return {
    movedFeeds,
    lostFeeds: missing.filter((feed) => !moved.has(feed)),
    addedFeeds: added.filter((feed) => !moved.has(feed)),
  }
}

function byAddress(feeds: readonly PublishedFeed[]): ReadonlyMap<string, PublishedFeed> {
  return new Map(feeds.map((feed) => [feed.address, feed]))
}
