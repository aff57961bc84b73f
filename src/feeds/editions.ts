/** Plans a feed's editions: which entries are visible from which instant on. */
import type { Instant, Listed } from '../model.ts'
import { toRuns } from '../snapshot/delta.ts'
import type { Run } from '../snapshot/snapshot.ts'

export interface Limits {
  readonly entries: number
  /** Total of the slices in one format; the first entry always fits. */
  readonly bytes: number
}

/** A feed from an instant on. `runs` point into the `entries` of its plan, and behind them into `departed`. */
export interface PlannedEdition {
  readonly from: Instant
  readonly modified?: Instant
  /** Newest first. */
  readonly shown: readonly Listed[]
  /** Older entries were left out by the limits. */
  readonly hasMore: boolean
  readonly runs: readonly Run[]
}

/**
 * Earlier states that are told from the dates of the entries alone, so that somebody who saw one of them can be
 * sent what is new since, though nothing was remembered: a day's posts of a busy feed, a month's of most.
 */
export const MAX_PAST = 8

/**
 * The editions of a feed from `now` on, oldest first. `entries` are newest first; `size` is the size of an
 * entry in its largest format, so that every format holds the same entries. `alsoAt`: instants at which the feed
 * changes otherwise.
 * @returns also how the feed looked before, newest first; `entries` are those that some edition shows, newest first, and
 * `departed` those that only the past shows
 */
export function planEditions(
  entries: readonly Listed[],
  size: (entry: Listed) => number,
  limits: Limits,
  now: Instant,
  alsoAt: readonly Instant[] = [],
) {
  const instants = changes(entries, alsoAt, now)
  const show = (from: Instant) => ({ from, ...window(entries, size, limits, from) })
  const windows = [now, ...instants.filter((instant) => instant > now)].map(show)
  // the last of the instants so far begins the state that holds `now`
  const passed = instants.filter((instant) => instant <= now).slice(0, -1)
  const before = passed
    .slice(-MAX_PAST)
    .reverse()
    .map(show)
    .filter(({ shown }) => shown.every((entry) => isVisible(entry, now)))
  const used = new Set(windows.flatMap(({ shown }) => shown))
  const kept = entries.filter((entry) => used.has(entry))
  const departed = [...new Set(before.flatMap(({ shown }) => shown))].filter((entry) => !used.has(entry))
  const others = [...alsoAt, ...departures(entries)]
  const positions = new Map([...kept, ...departed].map((entry, index) => [entry, index]))
  const plan = (seen: ReturnType<typeof show>): PlannedEdition => ({
    ...seen,
    ...lastChange(others, seen),
    runs: toRuns(seen.shown.map((entry) => positions.get(entry) ?? 0)),
  })
  return { entries: kept, editions: windows.map(plan), past: before.map(plan), departed }
}

/** The instants at which an entry appears or goes, and of updates that are to come, in order. */
function changes(entries: readonly Listed[], alsoAt: readonly Instant[], now: Instant): Instant[] {
  const instants = entries.flatMap(({ published, updated, expires = published }) =>
    updated > now ? [published, expires, updated] : [published, expires],
  )
  return [...new Set([...alsoAt, ...instants])].sort((a, b) => a - b)
}

/**
 * The entries at which a plan looks, as long as a feed holds at most so many; `entries` are newest first. Of any other
 * one it asks nothing but when it expires, and when it is updated if that is to come.
 */
export function* reach<E extends Dated>(entries: Iterable<E>, most: number, now: Instant): Generator<E> {
  const past = new Set<Instant>()
  let lasting = 0
  for (const entry of entries) {
    yield entry
    if (entry.published <= now && past.size <= MAX_PAST) past.add(entry.published)
    // from the earliest state on that is planned it is always visible
    if (past.size > MAX_PAST && (entry.expires ?? undefined) === undefined) lasting++
    if (lasting > most) return
  }
}

interface Dated {
  readonly published: Instant
  readonly expires?: Instant | null | undefined
}

export function newestFirst(
  a: Pick<Listed, 'published' | 'id'>,
  b: Pick<Listed, 'published' | 'id'>,
): number {
  return b.published - a.published || (a.id < b.id ? -1 : 1)
}

export function isVisible({ published, expires }: Listed, now: Instant): boolean {
  return published <= now && (expires === undefined || now < expires)
}

/** The newest visible entries that fit. */
function window(
  entries: readonly Listed[],
  size: (entry: Listed) => number,
  limits: Limits,
  now: Instant,
): Pick<PlannedEdition, 'shown' | 'hasMore'> {
  const shown: Listed[] = []
  let bytes = 0
  for (const entry of entries) {
    if (!isVisible(entry, now)) continue
    bytes += size(entry)
    if (shown.length === limits.entries || (shown.length > 0 && bytes > limits.bytes)) {
      return { shown, hasMore: true }
    }
    shown.push(entry)
  }
  return { shown, hasMore: false }
}

/** The instants at which entries go that have been there. */
function departures(entries: readonly Listed[]): Instant[] {
  return entries.flatMap(({ published, expires }) =>
    expires !== undefined && published < expires ? [expires] : [],
  )
}

/** The newest change that anybody can see: an entry published, updated or gone, or one of the `others`. */
function lastChange(
  others: readonly Instant[],
  { shown, from }: Pick<PlannedEdition, 'shown' | 'from'>,
): { modified?: Instant } {
  const instants = [...others, ...shown.flatMap(({ published, updated }) => [published, updated])]
  const passed = instants.filter((instant) => instant <= from)
  return passed.length === 0 ? {} : { modified: passed.reduce((a, b) => Math.max(a, b)) }
}
