/** Encodes a post's documents as bytes. */
import { eachFormat } from '../../base/paths.ts'
import type { FormatName } from '../../model.ts'

const encoder = new TextEncoder()

/** Scratch space: encodeInto and slice are faster than encode. */
const room = new Uint8Array(256 * 1024)

/** UTF-8 has three bytes for a UTF-16 unit at most. */
const MAX_LENGTH = Math.floor(room.length / 3)

type ForFormats<T> = Readonly<Record<FormatName, T>>

/** The texts in UTF-8. Those of usual length share one buffer: allocations cost more than bytes. */
export function encodeFormats(texts: ForFormats<string>): ForFormats<Uint8Array> {
  const length = Object.values(texts).reduce((total, text) => total + text.length, 0)
  if (length > MAX_LENGTH) return eachFormat((name) => encoder.encode(texts[name]))
  let end = 0
  const lengths = eachFormat((name) => {
    const { written } = encoder.encodeInto(texts[name], room.subarray(end))
    end += written
    return written
  })
  return cutFormats(room.slice(0, end), lengths)
}

/** The documents of a post, which follow one another in the order of `eachFormat`. */
export function cutFormats(bytes: Uint8Array, lengths: ForFormats<number>): ForFormats<Uint8Array> {
  let end = 0
  return eachFormat((name) => {
    const start = end
    end += lengths[name]
    return bytes.subarray(start, end)
  })
}
