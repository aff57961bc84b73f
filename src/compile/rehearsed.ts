/** What was made before it was needed, by all that it was made of: there for who needs the very same, once. */

/** What is not needed makes room. */
const ROOM = 4

export class Rehearsed<T> {
  readonly #things = new Map<string, T>()

  put(key: string, thing: T): void {
    this.#things.set(key, thing)
    for (const oldest of this.#things.keys()) {
      if (this.#things.size <= ROOM) return
      this.#things.delete(oldest)
    }
  }

  /** The key is made only where there is something: it may take reading a file. */
  take(key: () => string): T | undefined {
    if (this.#things.size === 0) return undefined
    const name = key()
    const thing = this.#things.get(name)
    this.#things.delete(name)
    return thing
  }
}
