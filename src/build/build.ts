/**
 * Writes a build: `site/` for any static host, `snapshot/` for the Worker. Both are plain folders. Only files whose
 * content changed are replaced, one by one; a build that is killed is completed by the next one. What makes them is most
 * of the code, and is loaded only where something has changed (`write.ts`).
 */
import { existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OnProgress } from '../base/progress.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { cacheId, type SiteDatabaseFiles } from '../folder/site-database.ts'
import type { Instant } from '../model.ts'
import type { Pool } from '../pool/pool.ts'
import type { Context } from '../site/database.ts'
import { siteVersion } from '../site/versions.ts'
import { places } from '../snapshot/places.ts'
import { BuildRecord, isAsWritten, KEPT, type Shown } from './record.ts'
import { explain } from './refusals.ts'
import { asideFolder, makeOut, refuseForeign, refusePlace } from './target.ts'

export interface BuildOptions {
  readonly context: Context
  /** The database, as other threads open it; undefined where it is in memory. */
  readonly files: SiteDatabaseFiles | undefined
  /** Threads that make large builds; absent: this one makes everything. */
  readonly pool?: Pool
  readonly posts: string
  readonly out: string
  readonly now: Instant
  /** Asked before the first file is replaced. If it throws, the build before stays as it is. */
  readonly assure?: () => Promise<void>
  readonly onProgress?: OnProgress
}

/** How many feeds show something else than in the build before. */
export interface FeedChanges {
  readonly added: number
  readonly changed: number
  readonly gone: number
}

export const NO_CHANGES: FeedChanges = { added: 0, changed: 0, gone: 0 }

/**
 * Makes the folder of builds, and sees that it can be written.
 * @returns its real path
 * @throws an Error in plain words if builds cannot be written there
 */
export function openOut(out: string, posts: string): string {
  refusePlace(out, posts)
  makeOut(out)
  const place = realpathSync(out)
  refuseForeign(place, out)
  try {
    makeFolder(asideFolder(place))
    const probe = join(asideFolder(place), `probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw explain(error, { out, posts, stands: standing(place) })
  }
  return place
}

function standing(out: string): 'none' | 'whole' {
  return existsSync(join(out, 'snapshot', places.manifest)) ? 'whole' : 'none'
}

/**
 * Writes `site/` and `snapshot/` below `out`. One at a time: see lock.ts.
 * @returns what changed; undefined for the first build
 * @throws an Error in plain words if it cannot be written
 */
export async function writeBuild(options: BuildOptions): Promise<FeedChanges | undefined> {
  const { context, out, posts, now } = options
  const place = openOut(out, posts)
  let stands: 'none' | 'whole' | 'part' = standing(place)
  let record: BuildRecord | undefined
  const assure = async () => {
    await options.assure?.()
    if (stands === 'whole') stands = 'part'
  }
  try {
    record = BuildRecord.open(place)
    const showing = { cache: cacheId(context.db) ?? '', version: siteVersion(context.db), now }
    if (isUpToDate(record, place, showing)) return NO_CHANGES
    const { writeChanges } = await import('./write.ts')
    return await writeChanges({ ...options, out: place, assure }, record, showing)
  } catch (error) {
    throw explain(error, { out, posts, stands })
  } finally {
    record?.close()
  }
}

/** Whether a build shows the site as it is, and all its files are as they were written. */
function isUpToDate(record: BuildRecord, out: string, { cache, version, now }: Shown): boolean {
  const { shown, isUnfinished } = record
  if (shown === undefined || isUnfinished || cache === '') return false
  const isSame = shown.cache === cache && shown.version === version && shown.now <= now
  return isSame && record.everyFile().every((file) => file.part === KEPT || isAsWritten(out, file))
}
