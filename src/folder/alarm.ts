/** Calls back when the clock of a site reaches an instant. */
import type { Instant } from '../model.ts'

/** In milliseconds: the clock may be set meanwhile, and a timer takes no more than some weeks. */
const LONGEST_WAIT = 3_600_000

export class Alarm {
  readonly #clock: () => Instant
  #timer: NodeJS.Timeout | undefined

  constructor(clock: () => Instant) {
    this.#clock = clock
  }

  /** Takes the place of the alarm that was set before; undefined sets none. */
  set(at: Instant | undefined, ring: () => void): void {
    this.stop()
    if (at === undefined) return
    const look = () => (this.#clock() < at ? this.set(at, ring) : ring())
    this.#timer = setTimeout(look, Math.min(at - this.#clock(), LONGEST_WAIT)).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
