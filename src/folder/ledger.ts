/** The ledger of ids in the posts folder: read, kept up with, and written whole or not at all. */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { formatProblem } from '../base/problem.ts'
import { Aside, flushFolder, removeLitter } from '../disk/aside.ts'
import { codeOf } from '../disk/error-code.ts'
import { hash, hashing } from '../disk/hash.ts'
import { readPlainFile, UnfitFile } from '../disk/plain-file.ts'
import { isTransient, persistently } from '../disk/transient.ts'
import {
  EMPTY_LEDGER,
  isSameLedger,
  LEDGER_NAME,
  type Ledger,
  LedgerError,
  mergeLedgers,
  parseLedger,
  piecesOf,
} from '../ids/ledger.ts'

/** In bytes: the ids of some 200,000 posts. */
const MAX_BYTES = 64 * 1024 * 1024

/** A file that cannot be used, and why. */
interface Refused {
  readonly stamp: string
  readonly error: Error
}

export class LedgerFile {
  /** What is known now, written or not. */
  ledger: Ledger = EMPTY_LEDGER
  readonly path: string
  readonly #folder: string
  /** The hash of what the file holds, as far as we know; undefined where there is none. */
  #version: string | undefined
  /** The ledger that the file holds. */
  #saved: Ledger = EMPTY_LEDGER
  /** What tells the file from another version of itself, without reading it. */
  #stamp: string | undefined
  /** What the file was when it could not be used: it is not read again until it changes. */
  #refused: Refused | undefined

  private constructor(folder: string) {
    this.path = join(folder, LEDGER_NAME)
    this.#folder = folder
  }

  /** Of what the file holds, as far as is known; undefined where there is no file. */
  get version(): string | undefined {
    return this.#version
  }

  /** @throws an Error in plain words if there is a ledger that cannot be used */
  static async open(posts: string): Promise<LedgerFile> {
    const file = new LedgerFile(posts)
    await persistently(() => file.reload())
    return file
  }

  /**
   * Takes in what another program (git, adopt) has written to the file since.
   * @throws an Error in plain words if that cannot be used; then the ledger is as before
   */
  async reload(): Promise<void> {
    const stamp = await stampOf(this.path)
    if (stamp !== undefined && stamp === this.#stamp) return
    if (stamp !== undefined && stamp === this.#refused?.stamp) throw this.#refused.error
    try {
      this.#takeIn()
    } catch (error) {
      if (stamp !== undefined && error instanceof Error && !isTransient(error))
        this.#refused = { stamp, error }
      throw error
    }
    this.#stamp = stamp
  }

  #takeIn(): void {
    const bytes = this.#read()
    const version = bytes === undefined ? undefined : hash(bytes)
    if (bytes !== undefined && version !== this.#version) {
      this.#saved = this.#parse(new TextDecoder().decode(bytes))
      this.ledger = mergeLedgers(this.#saved, this.ledger)
    }
    this.#version = version
  }

  /**
   * Writes the ledger if that changes the file, and says whether it did. A file that has become unusable is
   * left as it is: it may hold what we do not know.
   * @throws an Error in plain words
   */
  async save(): Promise<boolean> {
    await this.reload()
    const known = this.#version
    // it may go on while the file is written
    const { ledger } = this
    if (isSameLedger(ledger, this.#saved) && (known !== undefined || ledger.length === 0)) return false
    let version: string | undefined
    const pieces = inOnePlace(piecesOf(ledger))
    const bytes = hashing(pieces, (hash) => {
      version = hash
    })
    if (!(await this.#write(bytes))) return this.save()
    this.#version = version
    this.#saved = ledger
    this.#stamp = await stampOf(this.path)
    return true
  }

  #read(): Uint8Array | undefined {
    try {
      return readPlainFile(this.#folder, LEDGER_NAME, MAX_BYTES).bytes
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw new Error(`${this.path}: The ledger of ids ${unreadable(error)}`, { cause: error })
    }
  }

  #parse(text: string): Ledger {
    try {
      return parseLedger(text)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      throw new Error(formatProblem({ ...error.problem, path: this.path }))
    }
  }

  /**
   * Aside and then into place: a crash or a full disk leaves the old file. The watcher ignores hidden files.
   * @returns whether nobody else has written the file in the meantime: then what they wrote is to be taken in first
   */
  async #write(bytes: Iterable<Uint8Array>): Promise<boolean> {
    let aside: Aside | undefined
    try {
      removeLitter(this.#folder, LEDGER_NAME)
      aside = new Aside(this.path)
      await aside.appendAll(bytes)
      const isOurs = (await stampOf(this.path)) === this.#stamp
      if (isOurs) aside.commit()
      else aside.abandon()
      await flushFolder(this.#folder)
      return isOurs
    } catch (error) {
      aside?.abandon()
      throw new Error(unwritable(this.path, codeOf(error)), { cause: error })
    }
  }
}

/** In bytes. */
const ROOM = 128 * 1024

/** Of a unit of a string in UTF-8, in bytes. */
const MOST = 3

/**
 * A text in bytes. What is given next takes the place of what was given before, which has to be done with by then: a
 * server would else leave the whole text to be tidied up at each change, and the next one would wait for that.
 */
function* inOnePlace(pieces: Iterable<string>): Generator<Uint8Array> {
  let [room, used] = [Buffer.allocUnsafeSlow(ROOM), 0]
  for (const piece of pieces) {
    const most = MOST * piece.length
    if (used + most > room.length) {
      yield room.subarray(0, used)
      used = 0
      if (most > room.length) room = Buffer.allocUnsafeSlow(most)
    }
    used += room.write(piece, used)
  }
  yield room.subarray(0, used)
}

/** A write changes it, however quickly it follows another: inode, size and the times to the nanosecond. */
async function stampOf(path: string): Promise<string | undefined> {
  const info = await lstat(path, { bigint: true }).catch(() => undefined)
  return info && [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ')
}

const OTHER_IDS = 'Without it, posts would get other ids.'

function unreadable(error: unknown): string {
  if (error instanceof UnfitFile)
    return `${error.flaw}, so it was not read. ${OTHER_IDS} Put the file itself there, or its last good version: git checkout -- ${LEDGER_NAME}`
  return `cannot be read (${codeOf(error)}). ${OTHER_IDS} Check its permissions.`
}

function unwritable(path: string, code: unknown): string {
  const what = `${path}: The ledger of ids cannot be written (${code}).`
  const why = 'Everything is published, but a post that is renamed before it is written could get another id.'
  return `${what} ${why} Make the folder writable, or build where it is and commit the file.`
}
