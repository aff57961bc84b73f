/** The database of a folder's subscriptions, which no cache rule deletes (XDG Base Directory Specification). */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { hash } from '../../disk/hash.ts'
import { makeFolder } from '../../disk/make-folder.ts'
import { createPush } from '../../push/schema.ts'
import { isDamaged, type NodeDatabase, openDatabase } from '../../site/drivers/node.ts'

/** @throws an Error in plain words if a newer version wrote it or it is damaged, or the engine's error */
export function openSubscriptions(posts: string): NodeDatabase {
  const home = process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  const folder = join(home, 'dropfeed')
  makeFolder(folder, 0o700)
  const path = join(folder, `${hash(resolve(posts))}.subscriptions.db`)
  try {
    const db = openDatabase(path)
    createPush(db)
    return db
  } catch (error) {
    if (!isDamaged(error)) throw error
    throw new Error(`${path} is damaged. Restore it, or delete it: subscribers then have to subscribe again.`)
  }
}
