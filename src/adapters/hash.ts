import * as crypto from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

/** Hexadecimal digits of SHA-256 that are kept, 96 bits: no two texts will ever share them by chance. */
const LENGTH = 24

/** The platform's hash, handed to the compiler: see `Hash` in model.ts. */
export function hash(text: string | Uint8Array): string {
  return crypto.hash('sha256', text, 'hex').slice(0, LENGTH)
}

/** The hash of a text that comes in pieces. */
export function hashOf(pieces: Iterable<string>): string {
  const sum = crypto.createHash('sha256')
  for (const piece of pieces) sum.update(piece)
  return sum.digest('hex').slice(0, LENGTH)
}

/** The same while others have their turn of the event loop after each piece. */
export async function hashInTurns(pieces: Iterable<string>): Promise<string> {
  const sum = crypto.createHash('sha256')
  for (const piece of pieces) {
    sum.update(piece)
    await setImmediate()
  }
  return sum.digest('hex').slice(0, LENGTH)
}
