/** Measures the files of a folder while it changes: posts do not wait for playing times. */
import type { Database } from '../../site/database.ts'
import { type Measured, measured } from './durations.ts'

export class LiveDurations {
  readonly #folder: string
  readonly #closing = new AbortController()
  /** Paths of files that have changed since the measuring under way began. */
  readonly #changed = new Set<string>()
  #work: Promise<unknown> = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Notes that a file has changed: what is being measured of it does not count. */
  forget(path: string): void {
    this.#changed.add(path)
  }

  /**
   * Measures the used files that are not measured yet, after those that are being measured.
   * @param take queues a job that takes the playing times into the site, and resolves when it is done
   */
  measure(db: () => Database, take: (job: () => Measured) => Promise<unknown>): Promise<unknown> {
    const { signal } = this.#closing
    const work = async () => {
      if (signal.aborted) return
      this.#changed.clear()
      const { files, stamps } = await measured(db(), this.#folder, signal)
      const current = <T>(of: ReadonlyMap<string, T>) =>
        new Map([...of].filter(([path]) => !this.#changed.has(path)))
      if (files.size > 0 && !signal.aborted)
        await take(() => ({ files: current(files), stamps: current(stamps) }))
    }
    this.#work = this.#work.catch(() => {}).then(work)
    return this.#work
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#work.catch(() => {})
  }
}
