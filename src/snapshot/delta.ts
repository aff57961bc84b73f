/** The entries that a client with an older copy of a document lacks (RFC 3229, instance manipulation `feed`). */
import type { Instant } from '../model.ts'
import type { DocumentIndex, Edition, PastWindow, Run } from './snapshot.ts'

/**
 * The slices of the current edition that the copy with the tag `etag` does not hold as they are; undefined where
 * the copy is unknown, or shows an entry that was removed, which a delta cannot express.
 */
export function missingRuns(
  index: DocumentIndex,
  current: Edition,
  etag: string,
  now: Instant,
): Run[] | undefined {
  const known = windowOf(index, current, etag)
  if (known === undefined) return undefined
  const isGone = (position: number) => (index.marks[position]?.until ?? Number.POSITIVE_INFINITY) <= now
  if (positions([...known.runs, ...(known.stale ?? [])]).some(isGone)) return undefined
  const held = new Set(positions(known.runs))
  return toRuns(positions(current.runs).filter((position) => !held.has(position)))
}

/** An edition that has passed, or a window from before the first one. */
function windowOf({ editions, past }: DocumentIndex, current: Edition, etag: string): PastWindow | undefined {
  const passed = editions.slice(0, editions.indexOf(current))
  return passed.findLast((edition) => edition.etag === etag) ?? past.find((window) => window.etag === etag)
}

/** [0, 2] [5, 6] -> 0 1 2 5 6 */
export function positions(runs: readonly Run[]): number[] {
  const found: number[] = []
  for (const [first, last] of runs) for (let at = first; at <= last; at++) found.push(at)
  return found
}

/** Ascending positions as runs of neighbours: 0 1 2 5 6 -> [0, 2] [5, 6] */
export function toRuns(ascending: readonly number[]): Run[] {
  const runs: [number, number][] = []
  for (const position of ascending) {
    const run = runs.at(-1)
    if (run?.[1] === position - 1) run[1] = position
    else runs.push([position, position])
  }
  return runs
}
