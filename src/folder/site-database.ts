/**
 * The database of a posts folder on this machine: a cache file that is made again whenever code or configuration have
 * changed, and a state file beside it or elsewhere. One process writes a cache; any other one has its own in memory.
 */

import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { messageOf } from '../base/message.ts'
import { hash } from '../disk/hash.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { cacheFile, prune } from '../disk/remembered.ts'
import { cacheValue, type Database, setCacheValue, setStateValue, stateValue } from '../site/database.ts'
import { isDamaged, type NodeDatabase, openDatabase, sqliteCode } from '../site/drivers/node.ts'
import { CACHE, createState, createTables, dropCache, STATE } from '../site/schema.ts'

export interface SiteDatabase {
  readonly db: Database
  /** The files, for threads that read them; undefined where the database is in memory. */
  readonly files: SiteDatabaseFiles | undefined
  /** Why the database is not the one of the run before, in plain words. */
  readonly notice: string | undefined
  close(): void
}

export interface SiteDatabaseFiles {
  readonly cache: string
  readonly state: string
}

export interface Place {
  /** The posts folder. */
  readonly folder: string
  /** What uses it: servers and builds have their own, so that both can run. */
  readonly purpose: 'serve' | 'build'
  /** Stands for code and configuration: see fingerprint.ts. */
  readonly fingerprint: string
  /** The state file; absent: beside the cache, under a name without the fingerprint. */
  readonly state?: string
}

/** Opens the database of a folder, which is in memory where it cannot be a file. */
export function openSiteDatabase(place: Place): SiteDatabase {
  const files = filesOf(place)
  if (files === undefined) return inMemory(keptInMemory('there is no cache folder'))
  try {
    makeFolder(dirname(files.cache), 0o700)
    makeFolder(dirname(files.state), 0o700)
    prune(dirname(files.cache))
    const database = openFiles(files)
    if (place.state === undefined) removeEarlier(files)
    return database
  } catch (error) {
    return inMemory(keptInMemory(error))
  }
}

export interface LockedFiles extends SiteDatabaseFiles {
  /** The file that only one process may use. */
  readonly lock: string
}

/** Undefined where there is no cache folder. */
export function filesOf({ folder, purpose, fingerprint, state }: Place): LockedFiles | undefined {
  const name = hash(resolve(folder))
  const cache = cacheFile(`${name}.${purpose}-${fingerprint.slice(0, 12)}.db`)
  const own = state ?? cacheFile(`${name}.${purpose}.state.db`)
  if (cache === undefined || own === undefined) return undefined
  // one process writes a state beside the cache, with any configuration
  return { cache, state: own, lock: `${state === undefined ? own : cache}.lock` }
}

/** Whether the database of a folder will be a new file. */
export function isNew(place: Place): boolean {
  const files = filesOf(place)
  return files !== undefined && !existsSync(files.cache)
}

/** Removes the caches of earlier code and configurations. */
function removeEarlier({ cache }: SiteDatabaseFiles): void {
  const folder = dirname(cache)
  const own = basename(cache)
  const prefix = own.slice(0, own.indexOf('-') + 1)
  for (const name of readdirSync(folder))
    if (name.startsWith(prefix) && !name.startsWith(own)) rmSync(join(folder, name), { force: true })
}

/** @throws the engine's error, also where another process uses the files */
export function openFiles(files: LockedFiles): SiteDatabase {
  const lock = openDatabase(files.lock, { timeout: 0 })
  try {
    lock.run('begin exclusive')
    const { db, notice } = openOrRenew(files)
    const close = () => {
      db.close()
      lock.close()
    }
    return { db, files: { cache: files.cache, state: files.state }, notice, close }
  } catch (error) {
    lock.close()
    throw error
  }
}

function openOrRenew(files: SiteDatabaseFiles): { db: NodeDatabase; notice: string | undefined } {
  try {
    return { db: openAttached(files), notice: undefined }
  } catch (error) {
    if (!isDamaged(error)) throw error
    discard(files)
    return { db: openAttached(files), notice: DAMAGED }
  }
}

export const DAMAGED = "The site's database was damaged, so it was made again from the posts."

/** Removes the files of a closed database that is damaged: what they held is made again from posts and ledger. */
export function discard(files: SiteDatabaseFiles): void {
  for (const file of [files.cache, files.state])
    for (const ending of ['', '-wal', '-shm']) rmSync(file + ending, { force: true })
}

/** Damage further inside is found when that is read. @throws the engine's error */
function openAttached({ cache, state }: SiteDatabaseFiles): NodeDatabase {
  const db = openDatabase(state)
  try {
    db.run('attach ? as cache', cache)
    for (const pragma of ['journal_mode = wal', 'synchronous = off']) db.run(`pragma cache.${pragma}`)
    createState(db)
    createTables(db, CACHE, 'cache')
    db.transaction(() => pair(db))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The random name of a cache. */
const ID = 'id'

/** A random text that a cache and its state share, another one for each process that opens them. */
const PAIRING = 'pairing'

/** Stands while posts are taken in several transactions: those that were taken are in no feed yet. */
const FILLING = 'filling'

export function beginFilling(db: Database): void {
  setCacheValue(db, FILLING, '1')
}

export function endFilling(db: Database): void {
  setCacheValue(db, FILLING, null)
}

/**
 * A cache follows from the state that it was written with. Where either was put back from a copy, or another cache was
 * written with the state since, the cache is emptied; and so is one that a process left when it had taken only some of
 * the posts.
 */
function pair(db: Database): void {
  const last = cacheValue(db, PAIRING)
  const isHalfFilled = cacheValue(db, FILLING) !== undefined
  if (last === undefined || stateValue(db, PAIRING) !== last || isHalfFilled) {
    dropCache(db)
    createTables(db, CACHE, 'cache')
    // which posts are in the folder is known again when it has been read
    db.run('update entry set here = 0')
    setCacheValue(db, ID, randomUUID())
  }
  // its rows name bytes of a process that has ended
  db.run('delete from written')
  const pairing = randomUUID()
  setCacheValue(db, PAIRING, pairing)
  setStateValue(db, PAIRING, pairing)
}

/** Identifies the cache; undefined of a database in memory. */
export function cacheId(db: Database): string | undefined {
  return cacheValue(db, ID)
}

/** For a thread that reads what another writes. @throws the engine's error */
export function openReader({ cache, state }: SiteDatabaseFiles): NodeDatabase {
  const db = openDatabase(state, { readOnly: true })
  db.run('attach ? as cache', cache)
  return db
}

/** A database that nobody else knows. */
export function inMemory(notice?: string): SiteDatabase {
  const db = openDatabase(':memory:')
  createTables(db, [...CACHE, ...STATE])
  return { db, files: undefined, notice, close: () => db.close() }
}

/** SQLITE_BUSY. */
const BUSY = 5

/** A sentence about a database that is in memory. */
export function keptInMemory(error: unknown): string {
  const reason = messageOf(error)
  const why = sqliteCode(error) === BUSY ? 'another process uses its file' : reason
  return `The site's database is kept in memory (${why}). Nothing is missing; the next start takes longer.`
}
