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
  /** Has posts written, with whatever help there is; waits for them when what it gives is called. */
  readonly ahead?: (members: readonly Member[]) => () => Promise<void>
  /** Asked last, before the build counts. What it throws leaves the build before in place. */
  readonly assure?: () => Promise<void>
}

/** So far plans reach: posts that have to be written for them, or jobs. */
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
    throw explain(error, { out, posts, stands: place.current !== undefined })
  }
}

/** Where nothing can be written, nothing can be removed either: the next build does it. */
function tidyUp(place: Place): void {
  try {
    place.mend()
  } catch {}
}

type WholeOptions = BuildOptions & JobOptions

/** A job whose posts are being written. */
interface Planned {
  readonly job: Job
  readonly lacking: number
  readonly whenWritten: () => Promise<void>
}

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

  /** While this thread makes the files of one job, the posts of the next are made. */
  async write(): Promise<void> {
    const planned: Planned[] = []
    for (const next of this.#plan()) {
      planned.push(next)
      while (isEnough(planned)) await this.#do(planned.splice(0, 1))
    }
    const isSame = planned.length === 0 && this.#writer.isSame
    if (isSame && isAsWanted(join(this.#place.out, 'site'))) return
    this.#writer.recycle()
    await this.#do(planned)
    this.#writer.bringOver()
    await this.#options.assure?.()
    this.#place.commit(this.#writer.folder)
    this.#writer.remember()
    this.#slices?.remember()
  }

  /** What cannot be taken over from the build before. */
  *#plan(): Generator<Planned> {
    const { ahead = () => async () => {} } = this.#options
    for (const job of this.#jobs.all()) {
      this.#slices?.note(job.members)
      if (this.#writer.carry(job.name, job.key)) continue
      if (job.base !== undefined) this.#slices?.recover(job.base, job.members)
      const lacking = job.members.filter((member) => this.#isLacking(member)).length
      yield { job, lacking, whenWritten: ahead(job.members) }
    }
  }

  #isLacking(member: Member): boolean {
    const { press } = this.#options
    return press === undefined || press.lacks(member)
  }

  async #do(planned: readonly Planned[]): Promise<void> {
    for (const { job, whenWritten } of planned) {
      await whenWritten()
      this.#writer.close(job.name, job.key, await job.write())
      await new Promise(setImmediate)
    }
  }
}

function isEnough(planned: readonly Planned[]): boolean {
  const lacking = planned.reduce((sum, { lacking }) => sum + lacking, 0)
  return lacking >= ENOUGH_POSTS || planned.length >= ENOUGH_JOBS
}
