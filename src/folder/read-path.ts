/** Reads paths of the folder as changes of a site. */

import { hash } from '../disk/hash.ts'
import type { MediaFile, Problem, Site } from '../model.ts'
import type { Changes } from '../site/apply.ts'
import { type ReadSource, readSource } from '../site/read-source.ts'
import { readItem } from './files.ts'
import { withFirstDate } from './first-dates.ts'

/** A post, a file of posts, a problem, or nothing that a site uses. */
export interface ReadPath {
  readonly path: string
  readonly source?: ReadSource
  readonly file?: MediaFile
  readonly problem?: Problem
  /** Absent where the file changed so recently that it has to be read again. */
  readonly stamp?: string | undefined
}

/** @throws what passes by itself: see transient.ts */
export function readPath(folder: string, path: string, site: Site): ReadPath {
  const item = readItem(folder, path)
  if (item === undefined || !('source' in item)) return { path, ...item }
  return { path, stamp: item.stamp, source: readSource(withFirstDate(item.source, folder, site), site, hash) }
}

/** A path may have been a post and be a file, or the other way round. */
export function changesOf(
  read: readonly ReadPath[],
  gone: Iterable<string>,
): Required<Pick<Changes, 'sources' | 'files' | 'stamps'>> {
  const sources = new Map<string, ReadSource | undefined>()
  const files = new Map<string, MediaFile | undefined>()
  const stamps = new Map<string, string>()
  for (const path of gone) {
    sources.set(path, undefined)
    files.set(path, undefined)
  }
  for (const { path, source, file, stamp } of read) {
    sources.set(path, source)
    files.set(path, file)
    const isKept = source !== undefined || file !== undefined
    if (stamp !== undefined && isKept) stamps.set(path, stamp)
  }
  return { sources, files, stamps }
}

export function problemsOf(read: readonly ReadPath[]): Problem[] {
  return read.flatMap(({ problem }) => problem ?? [])
}
