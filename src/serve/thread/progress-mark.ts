/**
 * The post that a thread is working on, in memory that it shares with the thread that started it: readable while the
 * thread is busy, and after it has died.
 */
import type { Working } from '../../model.ts'

/** In bytes: no path on Linux is longer. */
const LONGEST_PATH = 4096

/** In bytes: a counter and the length of the path, 32 bits each. */
const HEAD = 8

export class ProgressMark {
  readonly memory: SharedArrayBuffer
  readonly #head: Int32Array
  readonly #path: Buffer

  constructor(memory = new SharedArrayBuffer(HEAD + LONGEST_PATH)) {
    this.memory = memory
    this.#head = new Int32Array(memory, 0, 2)
    this.#path = Buffer.from(memory, HEAD)
  }

  /** Another number for each post that was begun. */
  get count(): number {
    return Atomics.load(this.#head, 0)
  }

  /** Undefined while no post is worked on. */
  get path(): string | undefined {
    const length = Atomics.load(this.#head, 1)
    return length === 0 ? undefined : this.#path.toString('utf8', 0, length)
  }

  /** Runs an action that works on a post. */
  readonly working: Working = (path, action) => {
    Atomics.store(this.#head, 1, this.#path.write(path))
    Atomics.add(this.#head, 0, 1)
    try {
      return action()
    } finally {
      Atomics.store(this.#head, 1, 0)
    }
  }
}
