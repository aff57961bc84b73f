/** Replaces files in one step: writes them aside, under a name that cannot be guessed, and renames them. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fsync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { codeOf } from './error-code.ts'

const flush = promisify(fsync)

/** `FILE.PID-RANDOM.tmp`; earlier versions wrote `FILE.PID.tmp`. */
const NAME = /^(?<of>.+)\.(?<pid>\d+)(?:-[\da-f]{16})?\.tmp$/

/** In milliseconds: a file that has not grown for so long is not being written. */
const LONG = 60_000

/** A name that {@link removeLitter} knows. */
export function asideName(file: string): string {
  return `${file}.${process.pid}-${randomBytes(8).toString('hex')}.tmp`
}

export class Aside {
  readonly #file: string
  readonly #path: string
  readonly #handle: number
  #isOpen = true

  /**
   * @param file to be replaced; its permissions are kept
   * @param mode the permissions of a new one
   * @throws what the file system says
   */
  constructor(file: string, mode = 0o666) {
    this.#file = file
    this.#path = asideName(file)
    // `wx` does not follow a link planted there
    this.#handle = openSync(this.#path, 'wx', mode)
    const before = lstatSync(file, { throwIfNoEntry: false })
    if (before?.isFile()) fchmodSync(this.#handle, before.mode & 0o777)
  }

  append(content: string | Uint8Array): void {
    writeFileSync(this.#handle, content)
  }

  /** Resolves when the bytes are on the disk. */
  async flush(): Promise<void> {
    await flush(this.#handle)
  }

  commit(): void {
    this.#close()
    renameSync(this.#path, this.#file)
  }

  abandon(): void {
    this.#close()
    rmSync(this.#path, { force: true })
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#handle)
    this.#isOpen = false
  }
}

/** @throws what the file system says; the file is unchanged then */
export function replaceFile(file: string, content: string | Uint8Array, mode?: number): void {
  const aside = new Aside(file, mode)
  try {
    aside.append(content)
    aside.commit()
  } catch (error) {
    aside.abandon()
    throw error
  }
}

/** Puts the names in a folder on the disk, where the system can. */
export async function flushFolder(folder: string): Promise<void> {
  let handle: number | undefined
  try {
    handle = openSync(folder, 'r')
    await flush(handle)
  } catch {
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** Removes what killed processes left aside: for one file, or for all in the folder. */
export function removeLitter(folder: string, file?: string): void {
  for (const name of namesIn(folder)) {
    const { of, pid } = NAME.exec(name)?.groups ?? {}
    if (of === undefined || (file !== undefined && of !== file)) continue
    const path = join(folder, name)
    if (isLeft(path, Number(pid))) rmSync(path, { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** By now another process may have the number of the writer. */
function isLeft(path: string, pid: number): boolean {
  if (!isRunning(pid)) return true
  const info = lstatSync(path, { throwIfNoEntry: false })
  return info !== undefined && Date.now() - info.mtimeMs > LONG
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // another user's process
    return codeOf(error) === 'EPERM'
  }
}
