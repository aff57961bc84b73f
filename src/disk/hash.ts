import * as crypto from 'node:crypto'

/** Hexadecimal digits of SHA-256: 96 bits, so that no two texts share them by chance. */
const LENGTH = 24

/** The platform's hash, handed to the site: see `Hash` in model.ts. */
export function hash(text: string | Uint8Array): string {
  return crypto.hash('sha256', text, 'hex').slice(0, LENGTH)
}

/** Passes pieces on, and reports their hash at the end. */
export function* hashing(pieces: Iterable<Uint8Array>, tell: (hash: string) => void): Generator<Uint8Array> {
  const sum = crypto.createHash('sha256')
  for (const piece of pieces) {
    sum.update(piece)
    yield piece
  }
  tell(sum.digest('hex').slice(0, LENGTH))
}
