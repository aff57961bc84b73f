/** Files that are replaced in one step: written aside, under a name that nobody can guess, and then renamed. */
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
  write,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isRunning } from './processes.ts'

const writeSome = promisify(write)
const flush = promisify(fsync)

/** `FILE.PID-RANDOM.tmp`; earlier versions wrote `FILE.PID.tmp`. */
const NAME = /^(?<of>.+)\.(?<pid>\d+)(?:-[\da-f]{16})?\.tmp$/

/** In milliseconds. Nobody writes a file aside for longer without adding to it. */
const LONG = 60_000

export class Aside {
  readonly #file: string
  readonly #path: string
  readonly #handle: number
  #isOpen = true

  /**
   * @param file the file to be replaced, whose permissions are kept
   * @param mode the permissions of a new one
   * @throws what the file system says
   */
  constructor(file: string, mode = 0o666) {
    this.#file = file
    this.#path = `${file}.${process.pid}-${randomBytes(8).toString('hex')}.tmp`
    // `wx` writes through no link that somebody has put there
    this.#handle = openSync(this.#path, 'wx', mode)
    const before = lstatSync(file, { throwIfNoEntry: false })
    if (before?.isFile()) fchmodSync(this.#handle, before.mode & 0o777)
  }

  append(content: string | Uint8Array): void {
    writeFileSync(this.#handle, content)
  }

  /** Appends pieces without holding up the process, and returns once they are on the disk. */
  async appendAll(pieces: Iterable<Uint8Array>): Promise<void> {
    for (const piece of pieces) {
      for (let done = 0; done < piece.length; )
        done += (await writeSome(this.#handle, piece, done, piece.length - done)).bytesWritten
    }
    await flush(this.#handle)
  }

  /** The file is this one from here on. */
  commit(): void {
    this.#close()
    renameSync(this.#path, this.#file)
  }

  /** Leaves the file as it is. */
  abandon(): void {
    this.#close()
    rmSync(this.#path, { force: true })
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#handle)
    this.#isOpen = false
  }
}

/** @throws what the file system says; the file is as it was then */
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

/** Has the disk remember which file has which name. Systems that cannot flush a folder do without. */
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

/** Removes what killed processes have left aside: of the file of that name, or of all in the folder. */
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

/** Another process may have the number of the one that wrote it by now. */
function isLeft(path: string, pid: number): boolean {
  if (!isRunning(pid)) return true
  const info = lstatSync(path, { throwIfNoEntry: false })
  return info !== undefined && Date.now() - info.mtimeMs > LONG
}
