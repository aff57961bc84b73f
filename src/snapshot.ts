/**
 * What a server serves: feed documents cut into slices, and when each of them looks how. Nothing here parses,
 * renders or hashes; it only cuts bytes.
 *
 * A document is `opening + stamp + opening + slices + closing`. Its *editions* say from which instant on which
 * slices are visible: a scheduled post appears and an expired one goes without a rebuild.
 */
import type { FormatName, Instant } from './model.ts'

/** First and last index of neighbouring slices that are visible. */
export type Run = readonly [first: number, last: number]

/** How a document looks from an instant on, until the next edition. */
export interface Edition {
  readonly from: Instant
  /** Opaque, without quotation marks. */
  readonly etag: string
  /** The newest visible change; absent: nothing was ever visible. */
  readonly modified?: Instant
  readonly stamp: string
  readonly runs: readonly Run[]
}

export interface DocumentIndex {
  /** The address of the document below the site's: `/tags/tea/rss.xml`. */
  readonly path: string
  readonly format: FormatName
  /** Media type without parameters. */
  readonly type: string
  readonly language: string
  /** Before this instant nobody knows that the document exists; absent: it always did. */
  readonly since?: Instant
  readonly separator: string
  /** Oldest first; the first one also holds for any earlier instant. */
  readonly editions: readonly Edition[]
}

export interface FeedDocument extends DocumentIndex {
  readonly opening: readonly [Uint8Array, Uint8Array]
  readonly slices: readonly Uint8Array[]
  readonly closing: Uint8Array
}

/** One edition of a document, ready to be sent until the instant `until`. */
export interface View {
  readonly edition: Edition
  readonly until: Instant
  readonly body: Uint8Array<ArrayBuffer>
}

/** A time during which something is public; without `until` it stays. */
export interface Interval {
  readonly from: Instant
  readonly until?: Instant
}

export interface FeedListing {
  readonly base: string
  readonly title: string
  readonly since?: Instant
}

/** What the server must know of the whole site; small, and read once. */
export interface Manifest {
  readonly title: string
  readonly description: string
  readonly url: string
  readonly language: string
  readonly timeZone: string
  readonly maxAge: number
  readonly feeds: readonly FeedListing[]
}

/** A post's own page: when it is public, and the post as a JSON Feed item. */
export interface Page {
  readonly path: string
  readonly public: readonly Interval[]
  readonly item: string
}

/** A file beside the posts, public while a post that uses it is. */
export interface Media {
  /** In the posts folder, and below `/media/`. */
  readonly path: string
  readonly type: string
  /** In bytes. */
  readonly length: number
  readonly public: readonly Interval[]
}

/** One state of the whole site. Documents and pages are found by the path of their address. */
export interface Snapshot {
  readonly manifest: Manifest
  document(path: string): Promise<FeedDocument | undefined>
  page(path: string): Promise<Page | undefined>
  media(path: string): Promise<Media | undefined>
  /** The bytes of a file that {@link media} knows. */
  mediaBody(path: string): Promise<ReadableStream<Uint8Array> | undefined>
}

/** Where the newest whole snapshot is found. */
export interface SnapshotStore {
  current(): Promise<Snapshot>
}

export function isPublic(intervals: readonly Interval[], now: Instant): boolean {
  return intervals.some(({ from, until }) => from <= now && (until === undefined || now < until))
}

/** The document as it looks at an instant, or undefined if nobody may know of it yet. */
export function visible(document: FeedDocument, now: Instant): View | undefined {
  if (document.since !== undefined && now < document.since) return undefined
  const next = document.editions.findIndex((edition) => edition.from > now)
  const index = next === -1 ? document.editions.length - 1 : Math.max(0, next - 1)
  const edition = document.editions[index]
  if (edition === undefined) return undefined
  return { edition, until: document.editions[index + 1]?.from ?? Infinity, body: assemble(document, edition) }
}

function assemble(document: FeedDocument, edition: Edition): Uint8Array<ArrayBuffer> {
  const separator = encoder.encode(document.separator)
  const slices = edition.runs.flatMap(([first, last]) => document.slices.slice(first, last + 1))
  const [before, after] = document.opening
  const body = slices.flatMap((slice, index) => (index === 0 ? [slice] : [separator, slice]))
  return concatenate([before, encoder.encode(edition.stamp), after, ...body, document.closing])
}

/** A document as one file: a line of JSON that says where to cut, and the bytes. */
export function encodeDocument(document: FeedDocument): Uint8Array<ArrayBuffer> {
  const { opening, slices, closing, ...index } = document
  const parts = [...opening, ...slices, closing]
  const line = JSON.stringify({ ...index, lengths: parts.map((part) => part.length) })
  return concatenate([encoder.encode(`${line}\n`), ...parts])
}

/** @throws {SyntaxError} if the bytes are not an encoded document */
export function decodeDocument(bytes: Uint8Array): FeedDocument {
  const end = bytes.indexOf(NEWLINE)
  const { lengths, ...index }: DocumentIndex & { lengths: number[] } = JSON.parse(
    decoder.decode(bytes.subarray(0, end)),
  )
  let start = end + 1
  const parts = lengths.map((length) => {
    start += length
    return bytes.subarray(start - length, start)
  })
  const [before = EMPTY, after = EMPTY, ...rest] = parts
  const closing = rest.pop() ?? EMPTY
  if (start !== bytes.length) throw new SyntaxError(`The snapshot of ${index.path} is not whole.`)
  return { ...index, opening: [before, after], slices: rest, closing }
}

const NEWLINE = 10
const EMPTY = new Uint8Array()
const encoder = new TextEncoder()
const decoder = new TextDecoder()

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
