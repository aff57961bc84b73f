import * as crypto from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** Hexadecimal digits of SHA-256 that are kept, 96 bits: no two texts will ever share them by chance. */
const LENGTH = 24

/** The platform's hash, handed to the compiler: see `Hash` in model.ts. */
export function hash(text: string | Uint8Array): string {
  return crypto.hash('sha256', text, 'hex').slice(0, LENGTH)
}

/** Passes bytes on that come in pieces; at the end their hash is told. */
export function* hashing(pieces: Iterable<Uint8Array>, tell: (hash: string) => void): Generator<Uint8Array> {
  const sum = crypto.createHash('sha256')
  for (const piece of pieces) {
    sum.update(piece)
    yield piece
  }
  tell(sum.digest('hex').slice(0, LENGTH))
}

/** Bytes of a file that are looked at together. */
const PIECE = 1024 * 1024

/**
 * The hash of what a file holds.
 * @throws what the file system says
 */
export function hashFile(path: string): string {
  const sum = crypto.createHash('sha256')
  const piece = Buffer.alloc(PIECE)
  const handle = openSync(path, 'r')
  try {
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece))
      sum.update(piece.subarray(0, length))
  } finally {
    closeSync(handle)
  }
  return sum.digest('hex').slice(0, LENGTH)
}
