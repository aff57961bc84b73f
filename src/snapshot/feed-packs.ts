/**
 * Packs of feeds. The first line is a JSON object, as any pack is; small documents follow it, one after the other,
 * because JSON would have to be escaped and parsed.
 */
import { decodeBytes, type StoredIndex } from './bytes.ts'
import type { Pack } from './packs.ts'
import { places } from './places.ts'
import type { Bytes, DocumentBytes } from './snapshot.ts'

/** The index of a document, and the document with all its slices: its bytes, or the name of their file. */
export type FiledIndex = StoredIndex & ({ readonly bytes: Uint8Array } | { readonly file: string })

/** The same in a pack: the place of the bytes behind the first line. */
type PlacedIndex = StoredIndex &
  ({ readonly at: readonly [start: number, end: number] } | { readonly file: string })

export interface PlacedFeed {
  readonly value: readonly PlacedIndex[]
  readonly bytes: readonly Uint8Array[]
}

const NEWLINE = 0x0a

/** The documents of a feed for a pack that has so many bytes already. */
export function placeFeed(indexes: readonly FiledIndex[], start: number): PlacedFeed {
  const bytes: Uint8Array[] = []
  let end = start
  const value = indexes.map((index): PlacedIndex => {
    if ('file' in index) return index
    const { bytes: own, ...rest } = index
    bytes.push(own)
    end += own.length
    return { ...rest, at: [end - own.length, end] }
  })
  return { value, bytes }
}

/** @throws {SyntaxError} if it is no pack */
export function decodeFeeds(pack: Uint8Array): Pack<readonly FiledIndex[]> {
  const line = pack.indexOf(NEWLINE)
  const head = line === -1 ? pack : pack.subarray(0, line)
  const bytes = pack.subarray(head.length + 1)
  const placed: Pack<readonly PlacedIndex[]> = JSON.parse(new TextDecoder().decode(head))
  const feeds = Object.entries(placed).map(([base, feed]) => [
    base,
    'pack' in feed ? feed : feed.map((index) => withBytes(index, bytes)),
  ])
  return Object.fromEntries(feeds)
}

function withBytes(index: PlacedIndex, bytes: Uint8Array): FiledIndex {
  if ('file' in index) return index
  const { at, ...rest } = index
  return { ...rest, bytes: bytes.subarray(...at) }
}

/** The parts of a document. */
export async function readDocument(
  read: (path: string) => Promise<Bytes | undefined>,
  index: FiledIndex,
): Promise<DocumentBytes> {
  const bytes = 'file' in index ? await read(places.document(index.file)) : index.bytes
  if (bytes === undefined) throw new Error(`The snapshot holds no bytes of ${index.path}. Build it again.`)
  return decodeBytes(index, bytes)
}
