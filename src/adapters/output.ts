/**
 * Writes a build: `site/` for any static host, `snapshot/` for the Worker. It is written aside, with what has stayed
 * the same taken over from the build before, and counts when it is complete.
 */
import { join } from 'node:path'
import type { Member } from '../compile/press.ts'
import type { Compilation } from '../compile.ts'
import type { Instant } from '../model.ts'
import { type Job, type JobOptions, Jobs } from './output/jobs.ts'
import { isAsWanted } from './output/links.ts'
import { Place } from './output/place.ts'
import { recordFile } from './output/record.ts'
import { explain } from './output/refusals.ts'
import { BuildWriter } from './output/writer.ts'

export interface BuildOptions extends Partial<Pick<JobOptions, 'fingerprint' | 'onProgress'>> {
  /** Writes posts ahead, with whatever help there is: they are needed next. */
  readonly ahead?: (members: readonly Member[]) => Promise<void>
  /** Asked last, before the build counts. What it throws leaves the build before in place. */
  readonly assure?: () => Promise<void>
}

/** Posts that are written ahead at once, at least. */
const BATCH = 500

/**
 * Writes `site/` and `snapshot/` below `out`. What stood there stays until the new one is whole. One at a time: see
 * lock.ts.
 * @throws an Error in plain words if it cannot be written
 */
export async function writeBuild(
  compilation: Compilation,
  posts: string,
  out: string,
  now: Instant,
  options: BuildOptions = {},
): Promise<void> {
  const place = new Place(out, posts)
  try {
    await new Build(compilation, { ...options, posts, now }, place).write()
  } catch (error) {
    tidyUp(place)
    throw explain(error, { out, posts })
  }
}

/** Where nothing can be written, nothing can be removed either: the next build does it. */
function tidyUp(place: Place): void {
  try {
    place.mend()
  } catch {}
}

type WholeOptions = BuildOptions & JobOptions

class Build {
  readonly #options: WholeOptions
  readonly #place: Place
  readonly #writer: BuildWriter
  readonly #folder: string
  readonly #jobs: Jobs

  constructor(compilation: Compilation, options: WholeOptions, place: Place) {
    this.#options = options
    this.#place = place
    this.#folder = place.prepare()
    const previous = options.fingerprint === undefined ? undefined : place.current
    const record = recordFile(place.out)
    this.#writer = new BuildWriter({ folder: this.#folder, previous, record, now: options.now })
    this.#jobs = new Jobs(compilation, this.#writer, options)
  }

  /** While this thread writes the files of one batch, the posts of the next are made. */
  async write(): Promise<void> {
    let batch: readonly Job[] = []
    for (const next of this.#batches()) {
      await Promise.all([this.#ahead(next), this.#do(batch)])
      batch = next
    }
    await this.#do(batch)
    if (this.#writer.isSame && isAsWanted(join(this.#place.out, 'site'))) return this.#place.mend()
    this.#writer.finish()
    await this.#options.assure?.()
    this.#place.commit(this.#folder)
    this.#writer.remember()
  }

  /** What cannot be taken over from the build before. */
  *#batches(): Generator<readonly Job[]> {
    let [batch, size]: [Job[], number] = [[], 0]
    for (const job of this.#jobs.all()) {
      if (this.#writer.carry(job.name, job.key)) continue
      batch.push(job)
      size += job.members.length
      if (size < BATCH) continue
      yield batch
      ;[batch, size] = [[], 0]
    }
    yield batch
  }

  async #ahead(jobs: readonly Job[]): Promise<void> {
    await this.#options.ahead?.([...new Set(jobs.flatMap(({ members }) => members))])
  }

  async #do(jobs: readonly Job[]): Promise<void> {
    for (const { name, key, write } of jobs) {
      this.#writer.close(name, key, await write())
      await new Promise(setImmediate)
    }
  }
}
