/**
 * Records in a file, as JSON: a first line says what made them, and every other line holds some of them and has a
 * checksum, so what a crash or a failing disk has left of one is none.
 */
import { appendFileSync, closeSync, utimesSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Aside } from '../aside.ts'
import { hash } from '../hash.ts'
import { makeFolder } from '../make-folder.ts'
import { openPlainFile, piecesOf } from '../plain-file.ts'
import { MODE, prune } from './remembered.ts'

const NEWLINE = Buffer.from('\n')

export class RecordFile {
  readonly #file: string
  readonly #head: string
  /** The new file, from {@link renew} on until it is committed or abandoned. */
  #aside: Aside | undefined

  /** @param head the first line */
  constructor(file: string, head: string) {
    this.#file = file
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
    if (this.#aside === undefined) appendFileSync(this.#file, line, { mode: MODE })
    else this.#aside.append(line)
  }

  /** Begins a new file, which takes the place of this one when it is {@link commit}ted. */
  renew(): void {
    makeFolder(dirname(this.#file), 0o700)
    prune(dirname(this.#file))
    this.#aside = new Aside(this.#file, MODE)
    this.#aside.append(`${this.#head}\n`)
  }

  commit(): void {
    this.#aside?.commit()
    this.#aside = undefined
  }

  /** Leaves the file as it is, and removes the new one. */
  abandon(): void {
    this.#aside?.abandon()
    this.#aside = undefined
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
  const { handle } = openPlainFile(dirname(file), basename(file))
  let rest = Buffer.alloc(0)
  try {
    for (const piece of piecesOf(handle)) {
      const bytes = Buffer.concat([rest, piece])
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
