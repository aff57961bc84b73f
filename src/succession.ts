/**
 * What a new snapshot takes over from the one before. A post can be edited or removed without a new date: a
 * client that knows only the date of its copy (If-Modified-Since) must learn of that, too, and one that knows
 * its tag can be told what is new since (RFC 3229).
 */
import type { Instant } from './model.ts'
import { positions, toRuns } from './snapshot/delta.ts'
import type { DocumentIndex, Edition, FeedDocument, Mark, PastWindow, Run } from './snapshot.ts'

/** Earlier states of a document that are remembered: more than an hourly poller misses in a day. */
const MAX_PAST = 32

/**
 * The next documents, with what is known of the previous ones. Dates of modification never go back: a document
 * whose bytes differ from those served before is modified now, one with the same bytes keeps its date.
 */
export function succeed(
  previous: readonly DocumentIndex[],
  next: readonly FeedDocument[],
  now: Instant,
): FeedDocument[] {
  const before = new Map(previous.map((document) => [document.path, document]))
  return next.map((document) => {
    const known = before.get(document.path)
    return known === undefined || known === document ? document : succeedDocument(known, document, now)
  })
}

function succeedDocument(previous: DocumentIndex, next: FeedDocument, now: Instant): FeedDocument {
  const [old, fresh] = [editionAt(previous, now), editionAt(next, now)]
  if (old === undefined || fresh === undefined) return next
  const past = uniqueTags([...next.past, ...translate(previous, old, next, fresh)], fresh.etag)
  if (old.modified === undefined) return { ...next, past }
  const earliest = old.etag === fresh.etag ? old.modified : wholeSecond(now)
  return { ...next, past, editions: next.editions.map((edition) => notBefore(edition, earliest)) }
}

function editionAt(document: DocumentIndex, now: Instant): Edition | undefined {
  return document.editions.findLast(({ from }) => from <= now) ?? document.editions[0]
}

function notBefore(edition: Edition, earliest: Instant): Edition {
  return { ...edition, modified: Math.max(edition.modified ?? 0, earliest) }
}

function wholeSecond(instant: Instant): Instant {
  return Math.floor(instant / 1000) * 1000
}

/** What has become of a slice that was shown once: where it is now, or that it left for want of room, or was taken away. */
type Fate = { readonly position: number; readonly isSame: boolean } | 'left' | 'gone'

/** Earlier states in terms of the slices of the next document; one that showed what is gone cannot be told. */
function translate(
  previous: DocumentIndex,
  current: Edition,
  next: DocumentIndex,
  fresh: Edition,
): PastWindow[] {
  const passed = previous.editions.slice(0, previous.editions.indexOf(current) + 1).reverse()
  const fateOf = fateFinder(next, fresh)
  const fates = (runs: readonly Run[], isStale: boolean) =>
    positions(runs).map((position) => fateOf(previous.marks[position], isStale))
  return [...passed, ...previous.past].flatMap(({ etag, runs, stale = [] }: PastWindow) => {
    const all = [...fates(runs, false), ...fates(stale, true)]
    if (all.includes('gone')) return []
    const found = all.filter((fate) => typeof fate === 'object')
    return { etag, runs: toRunsOf(found, true), stale: toRunsOf(found, false) }
  })
}

function fateFinder({ marks }: DocumentIndex, fresh: Edition) {
  const places = new Map(marks.map(({ id }, position) => [id, position]))
  const shown = positions(fresh.runs)
  const isShown = new Set(shown)
  const oldest = marks[shown.at(-1) ?? -1]
  const hasRoom = fresh.hasMore !== true || oldest === undefined
  return (mark: Mark | undefined, isStale: boolean): Fate => {
    const position = places.get(mark?.id ?? '')
    if (mark === undefined) return 'gone'
    if (position !== undefined && isShown.has(position)) {
      return { position, isSame: !isStale && marks[position]?.hash === mark.hash }
    }
    return hasRoom || mark.from > oldest.from ? 'gone' : 'left'
  }
}

function toRunsOf(fates: readonly Exclude<Fate, string>[], isSame: boolean): Run[] {
  const places = fates.filter((fate) => fate.isSame === isSame).map(({ position }) => position)
  return toRuns(places.sort((a, b) => a - b))
}

/** The first window of each tag, without the one of the current edition. */
function uniqueTags(windows: readonly PastWindow[], current: string): PastWindow[] {
  const byTag = new Map(windows.toReversed().map((window) => [window.etag, window]))
  byTag.delete(current)
  return [...byTag.values()].reverse().slice(0, MAX_PAST)
}
