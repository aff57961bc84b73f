/** Which posts come before and after a post. */
import type { Listed } from '../model.ts'

/** The nearest posts on each side: what the clock shows of them is decided by whoever reads the clock. */
export interface Adjacent<E extends Listed> {
  readonly older: readonly E[]
  readonly newer: readonly E[]
}

/** Posts in a row that expire and are looked past, at most. */
const MAX_CANDIDATES = 8

/**
 * `entries` are newest first. A post that never expires is the last candidate: on the older side it is public already,
 * and on the newer side nothing behind it is public before it.
 */
export function sequence<E extends Listed>(entries: readonly E[]): Map<E, Adjacent<E>> {
  const side = (near: readonly E[]) => {
    const lasting = near.findIndex(({ expires }) => expires === undefined)
    return lasting === -1 ? near : near.slice(0, lasting + 1)
  }
  return new Map(
    entries.map((entry, index) => {
      const older = entries.slice(index + 1, index + 1 + MAX_CANDIDATES)
      const newer = entries.slice(Math.max(0, index - MAX_CANDIDATES), index).reverse()
      return [entry, { older: side(older), newer: side(newer) }]
    }),
  )
}
