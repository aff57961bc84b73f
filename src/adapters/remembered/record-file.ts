/**
 * Records in a file, as JSON: a first line says what made them, and every other line holds some of them and has a
 * checksum, so what a crash or a failing disk has left of one is none.
 */
import { appendFileSync, closeSync, openSync, readSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hash } from '../hash.ts'
import { makeFolder } from '../make-folder.ts'
import { forget, prune } from './remembered.ts'

/** Bytes of a file that are looked at together. */
const PIECE = 1024 * 1024

const NEWLINE = Buffer.from('\n')

export class RecordFile {
  readonly #file: string
  readonly #aside: string
  readonly #head: string
  #isRenewed = false

  /** @param head the first line */
  constructor(file: string, head: string) {
    this.#file = file
    this.#aside = `${file}.${process.pid}.tmp`
    this.#head = head
  }

  /**
   * The JSON of each line; undefined for one that is damaged.
   * @throws an Error if there is no such file, if something else made it, or if its last line was cut off: what is
   * written behind that would be lost with it
   */
  *read(): Generator<Uint8Array | undefined> {
    utimesSync(this.#file, new Date(), new Date())
    const lines = linesIn(this.#file)
    if (lines.next().value?.toString() !== this.#head) throw new Error(`${this.#file} is of no use`)
    for (const line of lines) yield this.#open(line)
  }

  /** Adds a line; behind {@link renew} to the new file. */
  append(json: Uint8Array): void {
    const line = Buffer.concat([Buffer.from(`${this.#checksum(json)} `), json, NEWLINE])
    appendFileSync(this.#isRenewed ? this.#aside : this.#file, line, { mode: 0o600 })
  }

  /** Begins a new file, which takes the place of this one when it is {@link commit}ted. */
  renew(): void {
    makeFolder(dirname(this.#file), 0o700)
    prune(dirname(this.#file))
    writeFileSync(this.#aside, `${this.#head}\n`, { mode: 0o600 })
    this.#isRenewed = true
  }

  commit(): void {
    if (this.#isRenewed) renameSync(this.#aside, this.#file)
    this.#isRenewed = false
  }

  /** Leaves the file as it is, and tries to remove the new one. */
  abandon(): void {
    forget(this.#aside)
    this.#isRenewed = false
  }

  #open(line: Buffer): Uint8Array | undefined {
    const end = line.indexOf(' ')
    const json = line.subarray(end + 1)
    return line.toString('latin1', 0, end) === this.#checksum(json) ? json : undefined
  }

  /** Of records under a head: another run may have put another head on the file meanwhile. */
  #checksum(json: Uint8Array): string {
    return hash(`${this.#head}\n${hash(json)}`)
  }
}

/**
 * The lines of a file, a piece at a time: as a whole it may take more memory than all that is made of it.
 * @throws an Error if the last line was cut off
 */
function* linesIn(file: string): Generator<Buffer, undefined> {
  const handle = openSync(file, 'r')
  const piece = Buffer.alloc(PIECE)
  let rest = Buffer.alloc(0)
  try {
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) {
      const bytes = Buffer.concat([rest, piece.subarray(0, length)])
      let start = 0
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield bytes.subarray(start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
  } finally {
    closeSync(handle)
  }
  if (rest.length > 0) throw new Error(`${file} is cut off`)
}
