/** When a feed changes by itself: which of its entries are visible from which instant on. */
import type { Entry, Instant } from './model.ts'
import type { Run } from './snapshot.ts'

/** How much a feed may hold. */
export interface Limits {
  readonly entries: number
  /** Of the slices of one format; the first entry is always in. */
  readonly bytes: number
}

/** A feed from an instant on. `runs` point into {@link Plan.entries}. */
export interface PlannedEdition {
  readonly from: Instant
  readonly modified?: Instant
  readonly runs: readonly Run[]
}

export interface Plan {
  /** Every entry that some edition shows, newest first. */
  readonly entries: readonly Entry[]
  readonly editions: readonly PlannedEdition[]
}

/**
 * The editions of a feed from `now` on, oldest first. `entries` are newest first; `size` is the size of an
 * entry in its largest format, so that every format holds the same entries. `alsoAt`: instants at which the feed
 * changes otherwise.
 */
export function planEditions(
  entries: readonly Entry[],
  size: (entry: Entry) => number,
  limits: Limits,
  now: Instant,
  alsoAt: readonly Instant[] = [],
): Plan {
  const windows = [now, ...changes(entries, now, alsoAt)].map((from) => ({
    from,
    shown: window(entries, size, limits, from),
  }))
  const used = new Set(windows.flatMap(({ shown }) => shown))
  const kept = entries.filter((entry) => used.has(entry))
  const positions = new Map(kept.map((entry, index) => [entry, index]))
  const editions = windows.map(({ from, shown }) => ({
    from,
    ...lastChange(entries, shown, from),
    runs: toRuns(shown.map((entry) => positions.get(entry) ?? 0)),
  }))
  return { entries: kept, editions }
}

/** The instants after `now` at which an entry appears or goes, in order. */
function changes(entries: readonly Entry[], now: Instant, alsoAt: readonly Instant[]): Instant[] {
  const instants = entries.flatMap(({ published, expires }) =>
    expires === undefined ? [published] : [published, expires],
  )
  return [...new Set([...instants, ...alsoAt].filter((instant) => instant > now))].sort((a, b) => a - b)
}

export function isVisible({ published, expires }: Entry, now: Instant): boolean {
  return published <= now && (expires === undefined || now < expires)
}

/** The newest visible entries that fit. */
function window(
  entries: readonly Entry[],
  size: (entry: Entry) => number,
  limits: Limits,
  now: Instant,
): Entry[] {
  const shown: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
    if (!isVisible(entry, now)) continue
    bytes += size(entry)
    if (shown.length === limits.entries || (shown.length > 0 && bytes > limits.bytes)) break
    shown.push(entry)
  }
  return shown
}

/** The newest change that anybody can see at `now`: an entry published, updated, or gone. */
function lastChange(
  entries: readonly Entry[],
  shown: readonly Entry[],
  now: Instant,
): { modified?: Instant } {
  const gone = entries.flatMap(({ published, expires }) =>
    expires !== undefined && published < expires ? [expires] : [],
  )
  const seen = shown.flatMap(({ published, updated }) => [published, updated])
  const past = [...gone, ...seen].filter((instant) => instant <= now)
  return past.length === 0 ? {} : { modified: past.reduce((a, b) => Math.max(a, b)) }
}

/** Ascending positions as runs of neighbours: 0 1 2 5 6 -> [0, 2] [5, 6] */
function toRuns(positions: readonly number[]): Run[] {
  const runs: [number, number][] = []
  for (const position of positions) {
    const run = runs.at(-1)
    if (run?.[1] === position - 1) run[1] = position
    else runs.push([position, position])
  }
  return runs
}
