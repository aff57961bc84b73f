/** The playing times of the audio and video that posts use. */
import type { Instant, MediaFile } from '../../model.ts'
import { apply } from '../../site/apply.ts'
import type { Context } from '../../site/context.ts'
import { knownStamps } from '../../site/files.ts'
import { mediaParts } from '../../site/outline.ts'
import { isUnmeasured } from './describe.ts'
import { Durations } from './durations.ts'

/** Measures the files that posts use, and tells the site. */
export async function measureUsed(context: Context, folder: string, now: Instant): Promise<void> {
  const unmeasured = mediaParts(context.db, now).flatMap(({ file }) => (isUnmeasured(file) ? file : []))
  if (unmeasured.length === 0) return
  const measured = await Durations.open(folder).measure(unmeasured)
  const stamps = knownStamps(context.db)
  const files = new Map(measured.map((file): [string, MediaFile] => [file.path, file]))
  const known = [...files.keys()].flatMap((path): [string, string][] => {
    const stamp = stamps.get(path)
    return typeof stamp === 'string' ? [[path, stamp]] : []
  })
  apply(context, { sources: new Map(), files, stamps: new Map(known) }, now, { keepsLastGood: false })
}
