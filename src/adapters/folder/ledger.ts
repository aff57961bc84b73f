/** The ledger of ids in the posts folder: read, kept up with, and written whole or not at all. */
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  EMPTY_LEDGER,
  isSameLedger,
  LEDGER_NAME,
  type Ledger,
  LedgerError,
  type LineOf,
  mergeLedgers,
  parseLedger,
  piecesOf,
} from '../../identity/ledger.ts'
import { formatProblem } from '../../problem.ts'
import { codeOf } from '../error-code.ts'
import { hash, hashing } from '../hash.ts'
import { isRunning } from '../processes.ts'

export class LedgerFile {
  /** What is known now, written or not. */
  ledger: Ledger = EMPTY_LEDGER
  readonly path: string
  /** The hash of what the file holds, as far as we know; undefined where there is none. */
  #version: string | undefined
  /** The ledger that the file holds. */
  #saved: Ledger = EMPTY_LEDGER
  /** What tells the file from another version of itself, without reading it. */
  #stamp: string | undefined

  readonly #toLine: LineOf | undefined

  private constructor(path: string, toLine?: LineOf) {
    this.path = path
    this.#toLine = toLine
  }

  /** @throws an Error in plain words if there is a ledger that cannot be used */
  static async open(posts: string, toLine?: LineOf): Promise<LedgerFile> {
    const file = new LedgerFile(join(posts, LEDGER_NAME), toLine)
    await file.reload()
    return file
  }

  /**
   * Takes in what another program (git, adopt) has written to the file since.
   * @throws an Error in plain words if that cannot be used; then the ledger is as before
   */
  async reload(): Promise<void> {
    const stamp = await stampOf(this.path)
    if (stamp !== undefined && stamp === this.#stamp) return
    const bytes = await this.#read()
    const version = bytes === undefined ? undefined : hash(bytes)
    if (bytes !== undefined && version !== this.#version) {
      this.#saved = this.#parse(bytes.toString())
      this.ledger = mergeLedgers(this.#saved, this.ledger)
    }
    this.#version = version
    this.#stamp = stamp
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
    const pieces = inOnePlace(piecesOf(ledger, this.#toLine))
    const bytes = hashing(pieces, (hash) => {
      version = hash
    })
    if (!(await this.#write(bytes))) return this.save()
    this.#version = version
    this.#saved = ledger
    this.#stamp = await stampOf(this.path)
    return true
  }

  async #read(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      const fix = 'Check its permissions: without it, posts would get other ids.'
      throw new Error(`${this.path}: The ledger of ids cannot be read (${codeOf(error)}). ${fix}`)
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
    const aside = `${this.path}.${process.pid}.tmp`
    await removeLitter(this.path)
    try {
      await writeFile(aside, bytes, { flush: true })
      const isOurs = (await stampOf(this.path)) === this.#stamp
      await (isOurs ? rename(aside, this.path) : rm(aside))
      return isOurs
    } catch (error) {
      await rm(aside, { force: true }).catch(() => {})
      throw new Error(unwritable(this.path, codeOf(error)))
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
  const info = await stat(path, { bigint: true }).catch(() => undefined)
  return info && [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ')
}

/** In milliseconds. Nobody writes a ledger for longer. */
const LONG = 60_000

/** What processes that were killed have left aside. */
async function removeLitter(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => [])
  for (const name of names) {
    const [, pid] = /^\.identity\.json\.(\d+)\.tmp$/.exec(name) ?? []
    const file = join(dirname(path), name)
    if (pid !== undefined && (await isLeft(file, Number(pid)))) await rm(file, { force: true })
  }
}

/** The number of the process that made it may be another one's by now. */
async function isLeft(file: string, pid: number): Promise<boolean> {
  if (!isRunning(pid)) return true
  const info = await stat(file).catch(() => undefined)
  return info !== undefined && Date.now() - info.mtimeMs > LONG
}

function unwritable(path: string, code: unknown): string {
  const what = `${path}: The ledger of ids cannot be written (${code}).`
  const why = 'Everything is published, but a post that is renamed before it is written could get another id.'
  return `${what} ${why} Make the folder writable, or build where it is and commit the file.`
}
