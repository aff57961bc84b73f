/**
 * Measures the playing times of the audio and video that posts use, and keeps them in the site's database. The library
 * that reads the files runs in a thread of its own, with bounded memory and time, on one file after the other.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { PlayingTime } from '../../content/playing-time.ts'
import type { Instant, MediaFile } from '../../model.ts'
import { apply, type Changes } from '../../site/apply.ts'
import type { Context, Database } from '../../site/database.ts'
import { unmeasuredFiles } from '../../site/files.ts'
import { stampAt, stateAt } from '../source-file.ts'

/** In MB. */
const LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 96 }

/** In milliseconds, for one file. The limit on bytes ends the work much sooner. */
const LONGEST = 10_000

const WORKER = new URL('measuring.js', import.meta.url)

/** Measures what posts use, and brings the site up to date with it. */
export async function measureUsed(context: Context, folder: string, now: Instant): Promise<void> {
  const { isEmpty, current } = await measured(context.db, folder)
  if (!isEmpty) apply(context, { sources: new Map(), ...current() }, now, { keepsLastGood: false })
}

export interface Measured {
  readonly isEmpty: boolean
  /** The files with their playing times, but for those that have changed since. */
  current(): Required<Pick<Changes, 'files' | 'stamps'>>
}

/** Measures used files that have no playing time yet. Skips files that cannot be opened. */
export async function measured(db: Database, folder: string, signal?: AbortSignal): Promise<Measured> {
  const used = unmeasuredFiles(db)
  const before = new Map(used.map(({ path }) => [path, stateAt(folder, path)]))
  const paths = used.map(({ path }) => path)
  const durations = await measure(folder, paths, signal)
  const current = () => {
    const files = new Map<string, MediaFile>()
    const stamps = new Map<string, string>()
    for (const file of used) {
      const duration = durations.get(file.path)
      const isSame = stateAt(folder, file.path) === before.get(file.path)
      if (duration === undefined || !isSame) continue
      files.set(file.path, { ...file, duration })
      const stamp = stampAt(folder, file.path)
      if (stamp !== undefined) stamps.set(file.path, stamp)
    }
    return { files, stamps }
  }
  return { isEmpty: durations.size === 0, current }
}

/**
 * @param signal ends the work early
 * @param longest in milliseconds, for one file
 */
export async function measure(
  folder: string,
  paths: readonly string[],
  signal = new AbortController().signal,
  longest = LONGEST,
): Promise<Map<string, PlayingTime>> {
  const durations = new Map<string, PlayingTime>()
  let worker: Worker | undefined
  for (const path of paths) {
    worker ??= new Worker(WORKER, { resourceLimits: LIMITS })
    const duration = await ask(worker, folder, path, AbortSignal.any([signal, AbortSignal.timeout(longest)]))
    if (signal.aborted) break
    if (duration === 'died') worker = undefined
    if (duration !== undefined) durations.set(path, duration === 'died' ? 'unknown' : duration)
  }
  await worker?.terminate()
  return durations
}

/** Undefined if the file cannot be opened; `died` if it takes too much memory or time, and the worker with it. */
async function ask(
  worker: Worker,
  folder: string,
  path: string,
  signal: AbortSignal,
): Promise<PlayingTime | 'died' | undefined> {
  worker.postMessage({ folder, path })
  try {
    const [duration] = await once(worker, 'message', { signal })
    return duration
  } catch {
    await worker.terminate()
    return 'died'
  }
}
