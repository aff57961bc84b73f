import * as crypto from 'node:crypto'

/** Hexadecimal digits of SHA-256 that are kept, 96 bits: no two texts will ever share them by chance. */
const LENGTH = 24

/** The platform's hash, handed to the site: see `Hash` in model.ts. */
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

/** The hash of bytes that come in pieces. */
export function hashOf(pieces: Iterable<Uint8Array>): string {
  const sum = crypto.createHash('sha256')
  for (const piece of pieces) sum.update(piece)
  return sum.digest('hex').slice(0, LENGTH)
}
