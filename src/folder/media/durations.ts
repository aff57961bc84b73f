/**
 * The playing times of the audio and video that posts use. The library that reads them runs in a thread of its own,
 * with bounded memory and time, on one file after the other. Playing times are remembered from one run to the next.
 */
import { once } from 'node:events'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { hash } from '../../disk/hash.ts'
import { cacheFile, keep, recall } from '../../disk/remembered.ts'
import type { MediaFile } from '../../model.ts'
import { stampAt } from '../source-file.ts'
import type { Measured, PlayingTime } from './playing-time.ts'

const FORMAT = 'dropfeed durations 1'

/** In MB. */
const LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 96 }

/** In milliseconds, for one file. The bytes that are read are bounded, and end the work much sooner. */
const LONGEST = 10_000

/** Playing times to remember, at most. */
const MAX_FILES = 10_000

const WORKER = new URL('measuring.js', import.meta.url)

export class Durations {
  readonly #folder: string
  readonly #file: string | undefined
  /** By path and stamp, the last measured one last. */
  readonly #known: Map<string, PlayingTime>
  #worker: Worker | undefined

  private constructor(folder: string, file: string | undefined) {
    this.#folder = folder
    this.#file = file
    this.#known = new Map(recall<[string, PlayingTime][]>(file, FORMAT) ?? [])
  }

  /** Of the files in `folder`. */
  static open(folder: string): Durations {
    return new Durations(folder, cacheFile(`${hash(resolve(folder))}.durations`))
  }

  /** The file with its playing time, where that is remembered. */
  recall(file: MediaFile): MediaFile {
    const duration = this.#known.get(this.#keyOf(file))
    return duration === undefined ? file : { ...file, duration }
  }

  /**
   * The files that can be opened, with their playing times. A file that takes too much memory or time counts as one that
   * does not say how long it plays.
   */
  async measure(files: readonly MediaFile[]): Promise<MediaFile[]> {
    const measured: MediaFile[] = []
    for (const file of files) {
      const key = this.#keyOf(file)
      const duration = this.#known.get(key) ?? (await this.#ask({ folder: this.#folder, path: file.path }))
      if (duration === undefined) continue
      this.#known.set(key, duration)
      measured.push({ ...file, duration })
    }
    await this.close()
    if (measured.length > 0) this.#save()
    return measured
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  /** Undefined where the file cannot be opened. */
  async #ask(file: Measured): Promise<PlayingTime | undefined> {
    this.#worker ??= new Worker(WORKER, { resourceLimits: LIMITS })
    const worker = this.#worker
    worker.postMessage(file)
    try {
      const [duration] = await once(worker, 'message', { signal: AbortSignal.timeout(LONGEST) })
      return duration
    } catch {
      await this.close()
      return 'unknown'
    }
  }

  /** A file that changed a moment ago has no stamp: it is measured again in the next run. */
  #keyOf({ path, length }: MediaFile): string {
    return `${path}\n${stampAt(this.#folder, path) ?? `recent ${length}`}`
  }

  #save(): void {
    const lasting = [...this.#known].filter(([key]) => !key.includes('\nrecent '))
    if (this.#file !== undefined) keep(this.#file, FORMAT, lasting.slice(-MAX_FILES))
  }
}
