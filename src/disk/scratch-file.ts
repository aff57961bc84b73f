/** A file that several threads append to and read from. It has no name, so it goes with the process. */
import { closeSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs'
import { asideName } from './aside.ts'

/** The file, as it is handed to other threads. */
export interface ScratchPlace {
  readonly handle: number
  /** Holds the length of the file. */
  readonly length: SharedArrayBuffer
}

/** @param file to which its name is added, until it is open @throws what the file system says */
export function openScratch(file: string): ScratchPlace {
  const path = asideName(file)
  const handle = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return { handle, length: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT) }
}

export function closeScratch({ handle }: ScratchPlace): void {
  closeSync(handle)
}

export class ScratchFile {
  readonly #handle: number
  readonly #length: BigInt64Array

  constructor({ handle, length }: ScratchPlace) {
    this.#handle = handle
    this.#length = new BigInt64Array(length)
  }

  /** @returns where they are @throws what the file system says */
  append(pieces: readonly Uint8Array[]): number {
    const size = pieces.reduce((sum, { length }) => sum + length, 0)
    const start = Number(Atomics.add(this.#length, 0, BigInt(size)))
    const written = writevSync(this.#handle, pieces, start)
    if (written < size) throw Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' })
    return start
  }

  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    readSync(this.#handle, bytes, 0, length, start)
    return bytes
  }
}
