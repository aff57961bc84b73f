/** Documents as bytes: editions and deltas cut together, and the form on disk. */
import type { Bytes, DocumentBytes, DocumentIndex, Edition, FeedDocument, Run } from '../snapshot.ts'

const EMPTY = new Uint8Array()
const encoder = new TextEncoder()

/** The document with the head of an edition and the slices of `runs`. */
export function cut(
  { separator }: DocumentIndex,
  { opening: [before, after], slices, closing }: DocumentBytes,
  { stamp }: Edition,
  runs: readonly Run[],
): Bytes {
  const between = encoder.encode(separator)
  const shown = runs.flatMap(([first, last]) => slices.slice(first, last + 1))
  const body = shown.flatMap((slice, index) => (index === 0 ? [slice] : [between, slice]))
  return concatenate([before, encoder.encode(stamp), after, ...body, closing])
}

/** Where the parts of a document begin and end in its bytes: their lengths, in bytes, in order. */
type Lengths = readonly number[]

/** The index of a document as its file holds it. */
export type StoredIndex = DocumentIndex & { readonly lengths: Lengths }

/** A document as two files: the index, a line of JSON, and the bytes of its parts one after the other. */
export function encodeDocument(document: FeedDocument): { index: string; bytes: Bytes } {
  const { opening, slices, closing, ...index } = document
  const parts = [...opening, ...slices, closing]
  const stored: StoredIndex = { ...index, lengths: parts.map((part) => part.length) }
  return { index: JSON.stringify(stored), bytes: concatenate(parts) }
}

/** @throws {SyntaxError} if the bytes are not those of the index */
export function decodeBytes({ path, lengths }: StoredIndex, bytes: Uint8Array): DocumentBytes {
  let start = 0
  const parts = lengths.map((length) => {
    start += length
    return bytes.subarray(start - length, start)
  })
  const [before = EMPTY, after = EMPTY, ...slices] = parts
  const closing = slices.pop() ?? EMPTY
  if (start !== bytes.length) throw new SyntaxError(`The snapshot of ${path} is not whole.`)
  return { opening: [before, after], slices, closing }
}

function concatenate(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
