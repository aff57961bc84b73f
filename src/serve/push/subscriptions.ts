/** The database of a folder's subscriptions, which no cache rule deletes (XDG Base Directory Specification). */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { hash } from '../../disk/hash.ts'
import { makeFolder } from '../../disk/make-folder.ts'
import { createPush } from '../../push/schema.ts'
import { isDamaged, type NodeDatabase, openDatabase } from '../../site/drivers/node.ts'

/**
 * @param of a folder: of posts, or of a build
 * @throws an Error in plain words if the database cannot be used
 */
export function openSubscriptions(of: string): NodeDatabase {
  const home = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  const folder = join(home, 'dropfeed')
  const path = join(folder, `${hash(resolve(of))}.subscriptions.db`)
  try {
    makeFolder(folder, 0o700)
    const db = openDatabase(path)
    createPush(db)
    return db
  } catch (error) {
    if (isDamaged(error))
      throw new Error(
        `${path} is damaged. Restore it, or delete it: subscribers then have to subscribe again.`,
      )
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new Error(
      `${path} cannot be written (${error.message}). Set XDG_STATE_HOME to a folder that dropfeed can write to.`,
    )
  }
}
