/** Documents as bytes: editions and deltas cut together, and the form on disk. */
import type {
  Bytes,
  DocumentBytes,
  DocumentIndex,
  Edition,
  FeedDocument,
  Run,
  StoredDocument,
} from './snapshot.ts'

const encoder = new TextEncoder()

/** The document with the head of an edition and the slices of `runs`. */
export function cut(
  { separator }: DocumentIndex,
  { opening: [before, after], slices, closing }: DocumentBytes,
  { stamp }: Pick<Edition, 'stamp'>,
  runs: readonly Run[],
): Bytes {
  const between = encoder.encode(separator)
  const shown = runs.flatMap(([first, last]) => slices.slice(first, last + 1))
  const body = shown.flatMap((slice, index) => (index === 0 ? [slice] : [between, slice]))
  return concatenate([before, encoder.encode(stamp), after, ...body, closing])
}

/** The index of a document as it is kept beside its bytes. */
export type StoredIndex = DocumentIndex & {
  /** In bytes and in the order of the bytes: of the opening, a stamp, the opening, the slices, the closing. */
  readonly lengths: readonly number[]
}

/** Whether an edition is the document with all its slices. */
export function showsAll({ slices }: DocumentBytes, { runs }: Edition): boolean {
  return runs.reduce((shown, [first, last]) => shown + last + 1 - first, 0) === slices.length
}

/** A document with all its slices in one piece: in a file, or as it is sent between threads or to a Worker. */
export interface PackedDocument {
  readonly index: StoredIndex
  readonly bytes: Bytes
}

export function packDocument(document: FeedDocument, stamp = ''): PackedDocument {
  const { opening, slices, closing, ...index } = document
  const [before, after] = opening
  const parts = [before, encoder.encode(stamp), after, ...slices, closing]
  const runs: Run[] = slices.length === 0 ? [] : [[0, slices.length - 1]]
  return {
    index: { ...index, lengths: parts.map((part) => part.length) },
    bytes: cut(document, document, { stamp }, runs),
  }
}

export function unpackDocument({ index, bytes }: PackedDocument): StoredDocument {
  const decoded = decodeBytes(index, bytes)
  return { index, bytes: async () => decoded }
}

/** @throws {SyntaxError} if the bytes are not those of the index */
export function decodeBytes({ path, separator, lengths }: StoredIndex, bytes: Uint8Array): DocumentBytes {
  const [before, stamp, after, ...others] = lengths
  const closing = others.pop()
  const between = encoder.encode(separator).length
  let at = 0
  const take = (length = 0, skipped = 0) => {
    const part = bytes.subarray(at, at + length)
    at += length + skipped
    return part
  }
  const document = {
    opening: [take(before, stamp), take(after)],
    slices: others.map((length, index) => take(length, index === others.length - 1 ? 0 : between)),
    closing: take(closing),
  } as const
  if (at !== bytes.length) throw new SyntaxError(`The snapshot of ${path} is not whole.`)
  return document
}

export function concatenate(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
