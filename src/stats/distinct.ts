/** How many different values there are among many, in little memory. */

/** Values that are kept of one count. Up to so many it is exact; above, its error is a few per cent. */
const MOST = 4096

/** Where all counts together keep more than `ROOM`, a count keeps so many. */
const FEWER = 64
const ROOM = 1_000_000

/** The room that several counts share. */
export class Room {
  used = 0

  get each(): number {
    return this.used > ROOM ? FEWER : MOST
  }
}

/** Adaptive sampling (Wegman; Flajolet 1990): with each halving, one of two hashes is kept. */
export class Distinct {
  readonly #room: Room
  readonly #kept = new Set<number>()
  #halvings = 0

  constructor(room: Room) {
    this.#room = room
  }

  /** @param hash a whole number from 0 to 2^48 */
  add(hash: number): void {
    if (hash % 2 ** this.#halvings !== 0 || this.#kept.has(hash)) return
    this.#kept.add(hash)
    this.#room.used++
    while (this.#kept.size > this.#room.each) this.#halve()
  }

  get count(): number {
    return this.#kept.size * 2 ** this.#halvings
  }

  #halve(): void {
    this.#halvings++
    for (const hash of this.#kept)
      if (hash % 2 ** this.#halvings !== 0) {
        this.#kept.delete(hash)
        this.#room.used--
      }
  }
}
