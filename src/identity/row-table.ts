/** The rows of a ledger, which are sorted by path. */
import { byPath, type Ledger, type Row } from './ledger.ts'

export class RowTable {
  readonly #rows: Ledger

  constructor(rows: Ledger) {
    this.#rows = rows
  }

  at(path: string): Row[] {
    const start = this.#find((row) => row.path < path)
    const end = this.#find((row) => row.path <= path)
    return this.#rows.slice(start, end)
  }

  replace(old: readonly Row[], fresh: readonly Row[]): Ledger {
    if (old.length === 0 && fresh.length === 0) return this.#rows
    const rows = [...this.#rows]
    for (const row of new Set(old)) {
      const at = rows.indexOf(row)
      if (at !== -1) rows.splice(at, 1)
    }
    const table = new RowTable(rows)
    for (const row of fresh) {
      const at = table.#find((other) => byPath(other, row) < 0)
      rows.splice(at, 0, row)
    }
    return rows
  }

  /** The first index of which `isBefore` does not hold. */
  #find(isBefore: (row: Row) => boolean): number {
    let [low, high] = [0, this.#rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const row = this.#rows[middle]
      if (row !== undefined && isBefore(row)) low = middle + 1
      else high = middle
    }
    return low
  }
}
