/**
 * Writes a build: `site/` for any static host, `snapshot/` for the Worker. It is written aside, with what has stayed
 * the same taken over from the build before, and counts when it is complete.
 */
import { join } from 'node:path'
import type { Member, Press } from '../compile/press.ts'
import type { Compilation } from '../compile.ts'
import type { Instant } from '../model.ts'
import { type Job, type JobOptions, Jobs } from './output/jobs.ts'
import { isAsWanted } from './output/links.ts'
import { Place } from './output/place.ts'
import { recordFile } from './output/record.ts'
import { explain } from './output/refusals.ts'
import { PreviousSlices } from './output/slices.ts'
import { BuildWriter } from './output/writer.ts'

export interface BuildOptions extends Partial<Pick<JobOptions, 'fingerprint' | 'onProgress'>> {
  /** What writes the posts of the compilation. With it, and with a fingerprint, they are taken over, too. */
  readonly press?: Press
  /** Writes posts ahead, with whatever help there is: they are needed next. This thread helps once it is free. */
  readonly ahead?: (members: readonly Member[], isFree: Promise<unknown>) => Promise<void>
  /** Asked last, before the build counts. What it throws leaves the build before in place. */
  readonly assure?: () => Promise<void>
}

/** A batch ends with either: posts that have to be written for it, or jobs. */
const ENOUGH_POSTS = 400
const ENOUGH_JOBS = 60

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
  readonly #jobs: Jobs
  readonly #slices: PreviousSlices | undefined

  constructor(compilation: Compilation, options: WholeOptions, place: Place) {
    this.#options = options
    this.#place = place
    place.mend()
    const previous = options.fingerprint === undefined ? undefined : place.current
    const record = recordFile(place.out)
    this.#writer = new BuildWriter({ place, previous, record, now: options.now })
    this.#jobs = new Jobs(compilation, this.#writer, options)
    const { keys } = this.#jobs
    const { press, fingerprint } = options
    if (press !== undefined && fingerprint !== undefined)
      this.#slices = new PreviousSlices({ previous, out: place.out, fingerprint, keys, press })
  }

  /** While this thread makes the files of one batch, the posts of the next are made. */
  async write(): Promise<void> {
    let batch: readonly Job[] = []
    for (const next of this.#batches()) {
      const done = this.#do(batch)
      await Promise.all([this.#ahead(next, done), done])
      batch = next
    }
    const isSame = batch.length === 0 && this.#writer.isSame
    if (isSame && isAsWanted(join(this.#place.out, 'site'))) return
    this.#writer.recycle()
    await this.#do(batch)
    this.#writer.bringOver()
    await this.#options.assure?.()
    this.#place.commit(this.#writer.folder)
    this.#writer.remember()
    this.#slices?.remember()
  }

  /** What cannot be taken over from the build before. */
  *#batches(): Generator<readonly Job[]> {
    let batch: Job[] = []
    let lacking = new Set<Member>()
    for (const job of this.#jobs.all()) {
      this.#slices?.note(job.members)
      if (this.#writer.carry(job.name, job.key)) continue
      if (job.base !== undefined) this.#slices?.recover(job.base, job.members)
      batch.push(job)
      for (const member of job.members) if (this.#isLacking(member)) lacking.add(member)
      if (lacking.size < ENOUGH_POSTS && batch.length < ENOUGH_JOBS) continue
      yield batch
      ;[batch, lacking] = [[], new Set()]
    }
    yield batch
  }

  #isLacking(member: Member): boolean {
    const { press } = this.#options
    return press === undefined || press.lacks(member)
  }

  async #ahead(jobs: readonly Job[], isFree: Promise<unknown>): Promise<void> {
    await this.#options.ahead?.([...new Set(jobs.flatMap(({ members }) => members))], isFree)
  }

  async #do(jobs: readonly Job[]): Promise<void> {
    for (const { name, key, write } of jobs) {
      this.#writer.close(name, key, await write())
      await new Promise(setImmediate)
    }
  }
}
