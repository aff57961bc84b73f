/** Encodes a post's documents as bytes. */
import type { FormatName } from '../../model.ts'

const encoder = new TextEncoder()

/** Scratch space: encodeInto and slice are faster than encode. */
const room = new Uint8Array(256 * 1024)

/** UTF-8 has three bytes for a UTF-16 unit at most. */
const MAX_LENGTH = Math.floor(room.length / 3)

/** The texts in UTF-8. Those of usual length share one buffer: allocations cost more than bytes. */
export function encodeFormats({
  rss,
  atom,
  json,
}: Readonly<Record<FormatName, string>>): Record<FormatName, Uint8Array> {
  if (rss.length + atom.length + json.length > MAX_LENGTH)
    return { rss: encoder.encode(rss), atom: encoder.encode(atom), json: encoder.encode(json) }
  const endOfRss = encode(rss, 0)
  const endOfAtom = encode(atom, endOfRss)
  const bytes = room.slice(0, encode(json, endOfAtom))
  return {
    rss: bytes.subarray(0, endOfRss),
    atom: bytes.subarray(endOfRss, endOfAtom),
    json: bytes.subarray(endOfAtom),
  }
}

/** The position after the text. */
function encode(text: string, start: number): number {
  return start + encoder.encodeInto(text, room.subarray(start)).written
}
