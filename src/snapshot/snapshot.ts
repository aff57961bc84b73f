/**
 * What a server serves: feed documents cut into slices, and their timetable. Types only; snapshot/
 * cuts and stores them. Nothing here parses, renders or hashes.
 *
 * A document is `opening + stamp + opening + slices + closing`. Its *editions* say from which instant on which
 * slices are visible: a scheduled post appears and an expired one goes without a rebuild.
 */
import type { Eventual } from '../base/eventual.ts'
import type { FormatName, Instant, License, MenuLink, Recommended, SiteFile } from '../model.ts'

export type Bytes = Uint8Array<ArrayBuffer>

/** Content codings in which documents are kept (RFC 9110, section 8.4.1; RFC 8878 for zstd). */
export type Coding = 'zstd' | 'br' | 'gzip'

/** First and last index of neighbouring slices that are visible. */
export type Run = readonly [first: number, last: number]

/** The slices in a copy with this tag. */
export interface Window {
  /** Opaque, without quotation marks. */
  readonly etag: string
  readonly runs: readonly Run[]
}

/** An earlier state of the document: `runs` are the marks of entries that it shows as they still read. */
export interface PastWindow extends Window {
  /** Of entries that it shows in an older version. */
  readonly stale?: readonly Run[]
}

/** How a document looks from an instant on, until the next edition. */
export interface Edition extends Window {
  readonly from: Instant
  /** The newest visible change; absent: nothing was ever visible. */
  readonly modified?: Instant
  readonly stamp: string
  /** There are older entries that it has no room for. */
  readonly hasMore?: true
  /** Bases of the archive pages beside this one (RFC 5005, section 4). */
  readonly older?: string
  readonly newer?: string
  /** An archive page that is full: it changes only if one of its posts is edited. */
  readonly isFull?: true
}

/** Identifies a slice: the id of its entry, a hash of its text, and when the entry is public. */
export interface Mark {
  readonly id: string
  readonly hash: string
  readonly from: Instant
  readonly until?: Instant
}

/** A post as the page of its feed lists it. */
export interface EarlierPost extends Interval {
  /** Absolute. */
  readonly url: string
  readonly title?: string
  readonly summary?: string
  readonly language?: string
}

export interface DocumentIndex {
  /** The address of the document below the site's: `/tags/tea/rss.xml`. */
  readonly path: string
  readonly format: FormatName
  /** Media type without parameters. */
  readonly type: string
  readonly language: string
  /** Of an archive page: the base of the feed that it belongs to. */
  readonly archiveOf?: string
  /** Before this instant the document does not exist for anybody; absent: it always does. */
  readonly since?: Instant
  readonly separator: string
  /** Oldest first; the first one also holds for any earlier instant. */
  readonly editions: readonly Edition[]
  /** How the document looked before the first edition, newest first: what deltas are made against (RFC 3229). */
  readonly past: readonly PastWindow[]
  /** One for each slice, the newest entry first; then those of entries that only earlier states show. */
  readonly marks: readonly Mark[]
  /** Of a JSON Feed with no room for all its posts: the newest of them, for its page. */
  readonly earlier?: readonly EarlierPost[]
}

export interface DocumentBytes {
  readonly opening: readonly [Uint8Array, Uint8Array]
  readonly slices: readonly Uint8Array[]
  readonly closing: Uint8Array
}

export type FeedDocument = DocumentIndex & DocumentBytes

/** A document of a snapshot: the index is in memory, the bytes may have to be fetched. */
export interface StoredDocument {
  readonly index: DocumentIndex
  bytes(): Promise<DocumentBytes>
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

/** The facts about the whole site that a server needs; read once. */
export interface Manifest {
  readonly title: string
  readonly description: string
  readonly url: string
  readonly language: string
  readonly timeZone: string
  readonly maxAge: number
  /** `false`: a client that asks for deltas gets the whole feed; absent in snapshots of earlier versions. */
  readonly deltas?: boolean
  readonly icon?: string
  readonly image?: string
  /** Text of the publisher's own stylesheet. */
  readonly css?: string
  readonly menu?: readonly MenuLink[]
  /** Safe HTML. */
  readonly footer?: string
  readonly license?: License
  /** Absent: the site has none; empty: a file has it. */
  readonly blogroll?: readonly Recommended[]
  readonly files?: readonly SiteFile[]
  /** When each archive page has its first post, the oldest page first. */
  readonly archive?: readonly Instant[]
  /** Addresses of WebSub hubs. */
  readonly hubs: readonly string[]
  /** Old addresses, paths with or without a query, and where each leads: a path or an absolute address. */
  readonly aliases: Readonly<Record<string, string>>
  /** Paths that answer 410. */
  readonly gone: readonly string[]
  readonly feeds: readonly FeedListing[]
}

/** A post's own page: when it is public, and the post as a JSON Feed item. */
export interface Page {
  readonly path: string
  readonly public: readonly Interval[]
  readonly item: string
  /** What the image of the post shows. */
  readonly imageAlt?: string
  /** Paths of the posts before and after it, which may not be public. */
  readonly older?: string
  readonly newer?: string
}

/** A path at which a post was before. */
export interface Former {
  readonly path: string
  /** The path of the post's page now; absent: the post was deleted. */
  readonly to?: string
  /** When that page is public. */
  readonly public: readonly Interval[]
}

/** A file beside the posts, public while a post that uses it is. */
export interface Media {
  /** In the posts folder, and below `/media/`. */
  readonly path: string
  readonly type: string
  /** In bytes, when it was compiled. */
  readonly length: number
  readonly public: readonly Interval[]
}

/** Neighbouring bytes of a file, both included; 0 to -1 of an empty one. */
export interface Part {
  readonly first: number
  readonly last: number
}

/** A file opened for one answer: either bytes are read from it, or it is closed. */
export interface OpenMedia {
  /** Opaque, without quotation marks; changes whenever the bytes do. Absent: unknown. */
  readonly etag?: string
  /** In bytes. */
  readonly length: number
  /** The file is closed when the last of the bytes has been read, or the stream has been cancelled. */
  read(part: Part): ReadableStream<Uint8Array>
  close(): Promise<void>
}

/** One state of the whole site. Documents and pages are found by the path of their address. */
export interface Snapshot {
  readonly manifest: Manifest
  document(path: string): Eventual<StoredDocument | undefined>
  page(path: string): Promise<Page | undefined>
  /** What was at the path of a page, where no page is. */
  former(path: string): Promise<Former | undefined>
  media(path: string): Promise<Media | undefined>
  /** Opens a file that {@link media} knows; undefined if it has gone. */
  openMedia(media: Media): Promise<OpenMedia | undefined>
}

/** Where the newest whole snapshot is found. */
export interface SnapshotStore {
  current(): Eventual<Snapshot>
}
