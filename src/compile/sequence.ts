/** Which posts come before and after a post. */
import { newestFirst } from '../feeds.ts'
import type { Listed } from '../model.ts'

/** The nearest posts on each side: what the clock shows of them is decided by whoever reads the clock. */
export interface Adjacent<E extends Listed> {
  readonly older: readonly E[]
  readonly newer: readonly E[]
}

/** Posts in a row that expire and are looked past, at most. */
const MAX_CANDIDATES = 8

/**
 * What is beside an entry among `entries`, which are newest first; nothing where it is not one of them. A post that
 * never expires is the last candidate: on the older side it is public already, and on the newer side nothing behind it
 * is public before it.
 */
export function adjacent<E extends Listed>(entry: E, entries: readonly E[]): Adjacent<E> {
  const index = placeOf(entry, entries)
  if (entries[index] !== entry) return { older: [], newer: [] }
  const older = entries.slice(index + 1, index + 1 + MAX_CANDIDATES)
  const newer = entries.slice(Math.max(0, index - MAX_CANDIDATES), index).reverse()
  return { older: upToLasting(older), newer: upToLasting(newer) }
}

function upToLasting<E extends Listed>(near: readonly E[]): readonly E[] {
  const lasting = near.findIndex(({ expires }) => expires === undefined)
  return lasting === -1 ? near : near.slice(0, lasting + 1)
}

/** Where an entry is among `entries`, which are newest first, or where it would be. */
export function placeOf<E extends Listed>(entry: E, entries: readonly E[]): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const other = entries[middle]
    if (other !== undefined && newestFirst(other, entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}
