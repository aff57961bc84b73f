/** Reads one post of the folder. */

import { decodeSource } from '../content/source.ts'
import { hash } from '../disk/hash.ts'
import type { Site } from '../model.ts'
import { type ReadSource, readSource } from '../site/read.ts'
import { withFirstDate } from './first-dates.ts'
import { readBytes } from './source-file.ts'

/** A post as it was read, and what to compare its file with the next time. */
export interface StampedSource {
  readonly source: ReadSource
  /** Absent where the file changed so recently that it has to be read again. */
  readonly stamp?: string
}

/** Undefined where the path is no file that can be read: see `readItem`. */
export function readPost(folder: string, path: string, site: Site): StampedSource | undefined {
  const file = tryToRead(folder, path)
  if (file === undefined) return undefined
  const source = readSource(withFirstDate(decodeSource(path, file.bytes), folder, site), site, hash)
  return { source, ...(file.stamp === undefined ? {} : { stamp: file.stamp }) }
}

function tryToRead(folder: string, path: string) {
  try {
    return readBytes(folder, path)
  } catch {
    return undefined
  }
}
