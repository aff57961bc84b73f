/** Work on files that the system does while this thread goes on, some at once and the rest in turn. */

/** As many as keep the system's threads busy. */
const AT_ONCE = 4

export class FileQueue {
  readonly #waiting: (() => Promise<void>)[] = []
  #running = 0
  #failure: { readonly error: unknown } | undefined
  #less = Promise.withResolvers<void>()

  /** After the first failure nothing more is begun. */
  add(task: () => Promise<void>): void {
    if (this.#failure === undefined) this.#waiting.push(task)
    if (this.#running < AT_ONCE) this.#begin()
  }

  /**
   * Waits until no more than `most` are to be done.
   * @throws what the first task threw that failed
   */
  async until(most: number): Promise<void> {
    while (this.#running + this.#waiting.length > most) await this.#less.promise
    if (this.#failure !== undefined) throw this.#failure.error
  }

  /** Begins nothing more, and waits for what has begun. */
  async abandon(): Promise<void> {
    this.#fail(new Error('abandoned'))
    await this.until(0).catch(() => {})
  }

  #begin(): void {
    const task = this.#waiting.shift()
    if (task === undefined) return
    this.#running++
    task()
      .catch((error) => this.#fail(error))
      .finally(() => this.#end())
  }

  #end(): void {
    this.#running--
    this.#begin()
    const { resolve } = this.#less
    this.#less = Promise.withResolvers()
    resolve()
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.#waiting.length = 0
  }
}
