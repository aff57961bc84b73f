/**
 * One build at a time for a folder. The lock is SQLite's on an empty file: the kernel gives it to one process at a time
 * and takes it back when that ends, however it ends. The file is in a folder of this user's own, so no other user can
 * hold it.
 */
import { lstatSync, type Stats, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '../disk/error-code.ts'
import { hash } from '../disk/hash.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { cacheFolder, MODE } from '../disk/remembered.ts'

/** In milliseconds. How often to ask whether it is free… */
const RECHECK = 50
/** …and how long: no build takes longer. */
const PATIENCE = 600_000

/** SQLITE_BUSY (https://www.sqlite.org/rescode.html). */
const BUSY = 5

/** Permissions that let others change a folder, or open a file. */
const WRITABLE_BY_OTHERS = 0o022
const OPEN_TO_OTHERS = 0o077

type Unlock = () => void

/**
 * Waits for its turn, and calls `onWaiting` once if that is not at once.
 * @returns how to give it back; undefined if another process has had it for ten minutes
 */
export async function waitForLock(folder: string, onWaiting: () => void): Promise<Unlock | undefined> {
  const end = performance.now() + PATIENCE
  let unlock = lock(folder)
  if (unlock === undefined) onWaiting()
  while (unlock === undefined && performance.now() < end) {
    await sleep(RECHECK)
    unlock = lock(folder)
  }
  return unlock
}

/**
 * Where there is no private place for the lock, or no locks, nobody waits for anybody.
 * @returns how to give it back; undefined while another process has it
 */
export function lock(folder: string): Unlock | undefined {
  const file = lockFile(`${hash(folder)}.lock`)
  if (file === undefined) return () => {}
  let engine: DatabaseSync | undefined
  try {
    engine = new DatabaseSync(file, { timeout: 0 })
    engine.exec('pragma journal_mode = memory; begin exclusive')
    const held = engine
    return () => held.close()
  } catch (error) {
    engine?.close()
    return isBusy(error) ? undefined : () => {}
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY
}

/** The file in the first folder that nobody else can write to; undefined where there is none. */
function lockFile(name: string): string | undefined {
  const folders = [cacheFolder(), join(tmpdir(), `dropfeed-${process.getuid?.() ?? 'builds'}`)]
  return folders.map((folder) => folder && privateFile(folder, name)).find((file) => file !== undefined)
}

/** Others who may open the file could lock it; others who may write to the folder could put theirs there. */
function privateFile(folder: string, name: string): string | undefined {
  const file = join(folder, name)
  try {
    makeFolder(folder, 0o700)
    const place = lstatSync(folder)
    if (!place.isDirectory() || !isOurs(place, WRITABLE_BY_OTHERS)) return undefined
    createFile(file)
    const info = lstatSync(file)
    return info.isFile() && isOurs(info, OPEN_TO_OTHERS) ? file : undefined
  } catch {
    return undefined
  }
}

function createFile(file: string): void {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: MODE })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** Windows has no such owners and permissions; a user's cache folder is private there. */
function isOurs({ uid, mode }: Stats, forbidden: number): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & forbidden) === 0)
}
