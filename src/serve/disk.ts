/** Feeds from a build on this disk. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isInside } from '../base/paths.ts'
import { openMediaFile } from '../folder/media-file.ts'
import { encode } from '../http/compression.ts'
import type { Feeds } from '../http/mount.ts'
import { places } from '../snapshot/places.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { type Files, openSnapshot } from '../snapshot/stored.ts'

/**
 * The feeds that `dropfeed build` wrote to `out`. A newer build is served from the first request after it.
 * @throws an Error in plain words if there is no build
 */
export async function openBuild(out = 'dist'): Promise<Feeds> {
  const folder = join(out, 'snapshot')
  const version = async () => {
    // each build replaces it
    const { ino, mtimeMs } = await stat(join(folder, places.manifest))
    return `${ino} ${mtimeMs}`
  }
  const load = async (): Promise<Snapshot> =>
    openSnapshot(filesIn(folder)).catch((error) => {
      throw new Error(`${folder}: ${error.message}`)
    })
  let snapshot = await load()
  let known = await version()
  return {
    encode,
    async current() {
      // if the build is gone, the last one is served on
      const found = await version().catch(() => known)
      if (found !== known) {
        snapshot = await load().catch(() => snapshot)
        known = found
      }
      return snapshot
    },
  }
}

function filesIn(folder: string): Files {
  return {
    async read(path) {
      if (!isInside(path)) return undefined
      return readFile(join(folder, path)).catch(ignoreMissing)
    },
    openMedia: ({ path }) => openMediaFile(folder, places.mediaBody(path)),
  }
}

/** There is no such file, or its name is longer than any. */
function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(error.code ?? '')) throw error
}
