/** The playing times of the files in a folder that is kept up with: posts do not wait for them. */
import type { MediaFile } from '../../model.ts'
import { isUnmeasured } from './describe.ts'
import { Durations } from './durations.ts'

export class LiveDurations {
  readonly #durations: Durations
  /** By path, as they were met last. */
  readonly #unmeasured = new Map<string, MediaFile>()
  #work: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#durations = Durations.open(folder)
  }

  /** The file, with its playing time if that is remembered. */
  meet(file: MediaFile): MediaFile {
    const known = isUnmeasured(file) ? this.#durations.recall(file) : file
    if (isUnmeasured(known)) this.#unmeasured.set(known.path, known)
    else this.#unmeasured.delete(known.path)
    return known
  }

  forget(path: string): void {
    this.#unmeasured.delete(path)
  }

  /** Calls `onMeasured` once the files that are used and not measured yet are measured. */
  measure(
    isUsed: (path: string) => boolean,
    onMeasured: (files: ReadonlyMap<string, MediaFile>) => void,
  ): void {
    this.#work = this.#work.then(async () => {
      const used = [...this.#unmeasured.values()].filter(({ path }) => isUsed(path))
      const measured = used.length === 0 ? [] : await this.#durations.measure(used)
      // a file that has changed meanwhile is measured again
      const current = measured.filter(({ path }) => used.includes(this.#unmeasured.get(path) ?? NO_FILE))
      for (const { path } of current) this.#unmeasured.delete(path)
      if (current.length > 0) onMeasured(new Map(current.map((file) => [file.path, file])))
    })
  }

  async close(): Promise<void> {
    await this.#durations.close()
    await this.#work
  }
}

const NO_FILE: MediaFile = { path: '', length: 0, type: '' }
