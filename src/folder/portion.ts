/** Long posts take turns with other changes and with requests: a portion is all that is applied at once. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { POST } from '../content/folder-item.ts'
import { MAX_LENGTH } from '../markdown/limits.ts'
import type { Change } from '../watch/watch.ts'

/** In bytes: a post of 10,000 words. Shorter ones never wait. */
const LONG = 64 * 1024
/** In bytes, of long posts: the body of the longest one. */
const MOST = MAX_LENGTH

/**
 * All changes but for the long posts that are too many for one portion. For each post that was removed one more is taken:
 * it may be the same one under another name, which must not be missing meanwhile.
 */
export function portionOf(folder: string, changes: readonly Change[]) {
  const first: Change[] = []
  const rest: Change[] = []
  let length = 0
  let removed = changes.filter(({ kind, path }) => kind === 'removed' && POST.test(path)).length
  for (const change of changes) {
    const size = change.kind === 'removed' ? 0 : longSize(folder, change.path)
    const isRenamed = size > 0 && removed-- > 0
    const fits = size === 0 || isRenamed || length === 0 || length + size <= MOST
    if (fits && !isRenamed) length += size
    if (fits) first.push(change)
    else rest.push(change)
  }
  return { first, rest }
}

/** 0 for anything but a long post. */
function longSize(folder: string, path: string): number {
  if (!POST.test(path)) return 0
  const size = lstatSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0
  return size > LONG ? size : 0
}
