/** Counts the rows that the object writes in a day (UTC): the free plan allows 100,000, index rows included. */
import type { Instant } from '../../model.ts'
import type { Database } from '../../site/database.ts'
import { setStateValue, stateValue } from '../../site/values.ts'

const DAY = 86_400_000

/** The share of a day's rows that an import may take; posts that are dropped have the rest. */
const SHARE = 0.8

/** `20800 3120`: the day since 1970, and the rows. */
const ROWS = 'rows written'

export class WrittenRows {
  readonly #limit: number
  #day = 0
  #rows = 0
  #stored = 0

  /** @param limit rows in a day */
  constructor(limit: number) {
    this.#limit = limit
  }

  get today(): number {
    return this.#rows
  }

  /** Takes up the count of the object before. */
  recall(db: Database): void {
    const [day = 0, rows = 0] = (stateValue(db, ROWS) ?? '').split(' ').map(Number)
    if (day < this.#day) return
    this.#day = day
    this.#rows += rows
    this.#stored = this.#rows
  }

  readonly count = (rows: number): void => {
    this.#rows += rows
  }

  /** When an import may go on; undefined: it need not wait. */
  pausedUntil(now: Instant): Instant | undefined {
    this.#turn(now)
    return this.#rows < this.#limit * SHARE ? undefined : (this.#day + 1) * DAY
  }

  store(db: Database, now: Instant): void {
    this.#turn(now)
    if (this.#rows === this.#stored) return
    setStateValue(db, ROWS, `${this.#day} ${this.#rows}`)
    this.#stored = this.#rows
  }

  #turn(now: Instant): void {
    const day = Math.floor(now / DAY)
    if (day === this.#day) return
    this.#day = day
    this.#rows = 0
  }
}
