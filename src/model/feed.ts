/** Feeds, and the formats in which they are written. Types only. */
import type { Entry, Instant } from './post.ts'
import type { Site } from './site.ts'

/** An entry before it is written: what feeds, archive and editions go by. */
export interface Listed
  extends Pick<
    Entry,
    | 'path'
    | 'id'
    | 'url'
    | 'folder'
    | 'folderSlug'
    | 'published'
    | 'updated'
    | 'tags'
    | 'authors'
    | 'inFeeds'
    | 'length'
  > {
  readonly expires?: Instant | undefined
  readonly language?: string | undefined
}

export type FeedKind = 'main' | 'tag' | 'author' | 'folder' | 'language' | 'archive'

/** A feed that exists and the entries that may be in it, newest first. */
export interface FeedSpec {
  readonly kind: FeedKind
  /** Path prefix of its documents, with a slash at both ends: `/`, `/tags/tea/`. */
  readonly base: string
  readonly title: string
  readonly description: string
  readonly language: string
  readonly entries: readonly Listed[]
  /** When the feed appears; absent: when the last of its `entries` was published. */
  readonly since?: Instant
}

export type FormatName = 'rss' | 'atom' | 'json'

/** The head of a feed, every address absolute. */
export interface FeedHead {
  /** Of the feed, the same in every format. */
  readonly id: string
  readonly title: string
  readonly description: string
  readonly language: string
  /** Of the page that a person reads. */
  readonly home: string
  readonly self: FeedAddresses
  /** Of an archive page (RFC 5005, section 4): the feed that it belongs to. */
  readonly archiveOf?: FeedAddresses
}

/** The address of one feed in each format. */
export type FeedAddresses = Readonly<Record<FormatName, string>>

/** The parts of a feed's head that change with time. */
export interface FeedState {
  /** The newest visible change; absent: nothing was ever visible. */
  readonly updated?: Instant
  /** The archive page with the next older entries that are not here (RFC 5005, section 4). */
  readonly older?: FeedAddresses
  /** Of an archive page: the page with the next newer entries, once there is one. */
  readonly newer?: FeedAddresses
}

/** A feed document without its entries. `opening[0] + stamp + opening[1] + entries + closing`. */
export interface Frame {
  readonly opening: readonly [string, string]
  /**
   * What depends on the instant and the entries that are shown: when the feed last changed visibly, its archive
   * pages, and which namespaces it needs. Posts that are not public yet have no effect here.
   * @param prefixes of the XML elements in the shown entries
   */
  readonly stamp: (state: FeedState, prefixes: Iterable<string>) => string
  readonly closing: string
}

/** How one format writes entries and feeds. */
export interface Format {
  readonly name: FormatName
  /** File name of its documents: `rss.xml`. */
  readonly file: string
  /** Media type without parameters. */
  readonly type: string
  /** Between two entries. */
  readonly separator: string
  readonly entry: (entry: Entry, site: Site) => string
  readonly frame: (head: FeedHead, site: Site) => Frame
}
