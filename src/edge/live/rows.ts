/** Counts the rows that the object reads and writes in a day (UTC), index rows included: plans have a limit for them. */
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import type { Rows } from '../../site/drivers/durable-object.ts'
import { setStateValue, stateValue } from '../../site/values.ts'

const DAY = 86_400_000

/** The share of a day's written rows that an import may take; posts that are dropped have the rest. */
const SHARE = 0.8

/** `20800 3120 95000`: the day since 1970, and the rows written and read. */
const ROWS = 'rows written'

export class DailyRows {
  readonly #limit: number
  #day = 0
  #written = 0
  #read = 0
  #stored = 0

  /** @param limit rows written in a day */
  constructor(limit: number) {
    this.#limit = limit
  }

  get today(): Rows {
    return { rowsRead: this.#read, rowsWritten: this.#written }
  }

  /** Takes up the count of the object before. */
  recall(db: Database): void {
    const [day = 0, written = 0, read = 0] = (stateValue(db, ROWS) ?? '').split(' ').map(Number)
    this.#day = day
    this.#written += written
    this.#read += read
    this.#stored = this.#written
  }

  readonly count = ({ rowsRead, rowsWritten }: Rows): void => {
    this.#read += rowsRead
    this.#written += rowsWritten
  }

  /** When an import may go on; undefined: it need not wait. */
  pausedUntil(): Instant | undefined {
    this.#turn()
    return this.#written < this.#limit * SHARE ? undefined : (this.#day + 1) * DAY
  }

  store(db: Database): void {
    this.#turn()
    if (this.#written === this.#stored) return
    setStateValue(db, ROWS, `${this.#day} ${this.#written} ${this.#read}`)
    this.#stored = this.#written
  }

  #turn(): void {
    const day = Math.floor(Date.now() / DAY)
    if (day === this.#day) return
    this.#day = day
    this.#written = 0
    this.#read = 0
  }
}
