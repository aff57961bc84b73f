/** Counts the rows that the object reads and writes in a day (UTC), index rows included: plans have a limit for them. */
import type { Instant } from '../../model.ts'
import { type Database, setStateValue, stateValue } from '../../site/database.ts'
import type { Rows } from '../../site/drivers/durable-object.ts'

const DAY = 86_400_000

/** The share of a day's written rows that an import may take; posts that are dropped have the rest. */
const SHARE = 0.8

/** `20800 3120 95000`: the day since 1970, and the rows written and read. */
const ROWS = 'rows written'

export class DailyRows {
  readonly #limit: number
  #day = 0
  #rows = { rowsRead: 0, rowsWritten: 0 }
  #stored = 0

  /** @param limit rows written in a day */
  constructor(limit: number) {
    this.#limit = limit
  }

  get today(): Rows {
    return this.#rows
  }

  /** Takes up the count of the object before. */
  recall(db: Database): void {
    const [day = 0, rowsWritten = 0, rowsRead = 0] = (stateValue(db, ROWS) ?? '').split(' ').map(Number)
    this.#day = day
    this.count({ rowsRead, rowsWritten })
    this.#stored = this.#rows.rowsWritten
  }

  readonly count = ({ rowsRead, rowsWritten }: Rows): void => {
    this.#rows.rowsRead += rowsRead
    this.#rows.rowsWritten += rowsWritten
  }

  /** When an import may go on; undefined: it need not wait. */
  pausedUntil(): Instant | undefined {
    this.#turn()
    return this.#rows.rowsWritten < this.#limit * SHARE ? undefined : (this.#day + 1) * DAY
  }

  store(db: Database): void {
    this.#turn()
    const { rowsRead, rowsWritten } = this.#rows
    if (rowsWritten === this.#stored) return
    setStateValue(db, ROWS, `${this.#day} ${rowsWritten} ${rowsRead}`)
    this.#stored = this.#rows.rowsWritten
  }

  #turn(): void {
    const day = Math.floor(Date.now() / DAY)
    if (day === this.#day) return
    this.#day = day
    this.#rows = { rowsRead: 0, rowsWritten: 0 }
  }
}
