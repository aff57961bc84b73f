/** What of the folder is not as the database has it. */

import { MAY_BE_POST } from '../content/folder-item.ts'
import type { Database } from '../site/database.ts'
import { knownStamps } from '../site/files.ts'
import { listFolder } from './listing.ts'
import { stampAt } from './source-file.ts'

export interface Scan {
  /** Paths that may be those of posts, which are new or may have changed. */
  readonly posts: readonly string[]
  /** Paths of other files that are new or may have changed. */
  readonly others: readonly string[]
  /** Paths of files that the database has, and the folder does not. */
  readonly gone: readonly string[]
  /** Posts in the folder, by their names. */
  readonly count: number
}

/** Looks at the stamps of all files. @throws an Error in plain words if the folder is not there or not a folder */
export async function scanFolder(folder: string, db: Database): Promise<Scan> {
  const known = knownStamps(db)
  const paths = await listFolder(folder)
  const changed = paths.filter((path) => {
    const stamp = known.get(path)
    known.delete(path)
    return stamp === undefined || stamp === null || stamp !== stampAt(folder, path)
  })
  const mayBePost = (path: string) => MAY_BE_POST.test(path)
  return {
    posts: changed.filter(mayBePost),
    others: changed.filter((path) => !mayBePost(path)),
    gone: [...known.keys()],
    count: paths.filter(mayBePost).length,
  }
}
