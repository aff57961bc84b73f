/** The database of a site that is only looked at: it ends with the command. */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NodeDatabase, openDatabase } from '../site/drivers/node.ts'
import {
  filesOf,
  inMemory,
  keptInMemory,
  openFiles,
  type Place,
  type SiteDatabase,
  type SiteDatabaseFiles,
} from './site-database.ts'

/** The exit code that shells give a command ended by SIGINT. */
const INTERRUPTED = 130

/**
 * A database in a temporary folder, which other threads can read and which is removed when it is closed.
 * @param known databases of other runs: the first one that no process is writing is copied, so that unchanged posts
 * need not be composed again
 */
export function openTemporary(known: readonly Place[] = []): SiteDatabase {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'dropfeed-'))
    const remove = () => rmSync(folder, { recursive: true, force: true })
    // Ctrl-C ends the process without a close
    const interrupt = () => process.exit(INTERRUPTED)
    process.once('exit', remove).once('SIGINT', interrupt)
    const at = (name: string) => join(folder, name)
    const files = { cache: at('cache.db'), state: at('state.db'), lock: at('lock') }
    known.find((place) => copyDatabase(place, files))
    const { close, ...opened } = openFiles(files)
    const closeAndRemove = () => {
      process.off('exit', remove).off('SIGINT', interrupt)
      close()
      remove()
    }
    return { ...opened, close: closeAndRemove }
  } catch (error) {
    return inMemory(keptInMemory(error))
  }
}

/** @returns whether there was a database to copy */
function copyDatabase(place: Place, to: SiteDatabaseFiles): boolean {
  const from = filesOf(place)
  if (from === undefined || !existsSync(from.cache) || !existsSync(from.state)) return false
  let lock: NodeDatabase | undefined
  try {
    lock = openDatabase(from.lock, { timeout: 0 })
    lock.run('begin exclusive')
    for (const file of ['cache', 'state'] as const)
      for (const ending of ['', '-wal'])
        if (existsSync(from[file] + ending))
          copyFileSync(from[file] + ending, to[file] + ending, constants.COPYFILE_FICLONE)
    return true
  } catch {
    return false
  } finally {
    lock?.close()
  }
}
