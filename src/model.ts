/** The words of the project: what a post, a site, a feed and a problem are. Types only. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A Markdown file of the posts folder, or why it could not be read. */
export type Source = ReadableSource | UnreadableSource

export interface ReadableSource {
  /** Relative to the posts folder, with `/`. */
  readonly path: string
  readonly text: string
  /** When the file came to be, for a post that names no date; see `dates` in {@link Site}. */
  readonly made?: Instant
}

export interface UnreadableSource {
  readonly path: string
  readonly unreadable: Problem
}

/** A file of the posts folder that a post may show or enclose. */
export interface MediaFile {
  /** Relative to the posts folder, with `/`. */
  readonly path: string
  /** In bytes. */
  readonly length: number
  /** MIME type. */
  readonly type: string
  /** Of audio and video, in seconds; `unknown` where the file does not say so; absent where nobody has looked yet. */
  readonly duration?: number | 'unknown'
}

/** A diagnostic for the publisher. */
export interface Problem {
  /**
   * `error`: the post is left out (or its last good version stays). `warning`: it is published. `note`: nothing to
   * mend, such as a post that is held back as its writer chose; no command fails for it.
   */
  readonly severity: 'error' | 'warning' | 'note'
  /** Relative to the posts folder, or the name of the configuration file. */
  readonly path: string
  /** Counted from 1; absent where the problem is the whole file. */
  readonly line?: number
  readonly column?: number
  /** What is wrong, with the value: `"date" is not a date ("tomorow").` */
  readonly what: string
  /** Why that matters; absent where it is plain. */
  readonly why?: string
  /** What to do. */
  readonly fix: string
}

export interface Author {
  /** The author's key in the site's `authors`, where it has one. */
  readonly key?: string
  readonly name: string
  readonly url?: string
  readonly email?: string
  readonly avatar?: string
}

/** What readers may do with a text. */
export interface License {
  /** An SPDX identifier where there is one: `CC-BY-4.0`. */
  readonly name: string
  readonly url?: string
}

export interface Image {
  readonly url: string
  readonly alt?: string
}

/** A file that comes with a post (RSS `enclosure`, Atom `link rel="enclosure"`, JSON Feed `attachments`). */
export interface Enclosure {
  readonly url: string
  /** MIME type. */
  readonly type: string
  /** In bytes; 0 where nobody knows (RSS requires a number). */
  readonly length: number
  /** In seconds. */
  readonly duration?: number
  readonly title?: string
}

/** Podcast data of a post; addresses are as written in a {@link Post}, absolute in an {@link Entry}. */
export interface Episode {
  readonly season?: number
  readonly episode?: number
  readonly episodeType?: 'full' | 'trailer' | 'bonus'
  readonly explicit?: boolean
  /** Without the numbers that a post's title may hold. */
  readonly title?: string
  readonly image?: string
  readonly transcripts: readonly Transcript[]
  /** Of a file in the JSON format of the podcast namespace. */
  readonly chapters?: string
  readonly persons: readonly Guest[]
}

export interface Transcript {
  readonly url: string
  /** MIME type; always there in an {@link Entry}. */
  readonly type?: string
  readonly language?: string
}

/** Somebody who is heard in an episode. */
export interface Guest {
  readonly name: string
  readonly role?: string
  readonly group?: string
  readonly url?: string
  readonly image?: string
}

/** A podcast, as its directories want to know it. */
export interface Show {
  readonly author: string
  readonly owner: { readonly name: string; readonly email: string }
  readonly image?: string
  /** Each with a subcategory or without. */
  readonly categories: readonly (readonly string[])[]
  readonly explicit: boolean
  readonly type: 'episodic' | 'serial'
  /** A UUID, the same wherever the feed moves. */
  readonly guid?: string
  /** Whether other hosts must not import the feed. */
  readonly locked?: boolean
  /** Where listeners can give money. */
  readonly funding: readonly { readonly url: string; readonly title: string }[]
  readonly license?: License
  /** One of https://podcasting2.org/docs/podcast-namespace/tags/medium. */
  readonly medium?: string
  /** The address to which the feed has moved. */
  readonly newFeedUrl?: string
}

/** Posts that are held back, in a preview on the publisher's machine. */
export interface HeldBack {
  readonly drafts: boolean
  readonly future: boolean
  /** The date of posts that have none yet, or a later one. */
  readonly date: Instant
}

export type ContentMode = 'full' | 'summary'

/** A post as its file says it, checked; addresses in `image` and `enclosures` are still as written. */
export interface Post {
  readonly path: string
  /** Path of its sub-folder with the names as they are (`''` at the top), e.g. `Travel/2026`. */
  readonly folder: string
  readonly slug: string
  /** The slug as the front matter spells it; absent: it is made of the file name. */
  readonly slugGiven?: string
  /** The whole path of the address, as the front matter spells it, without a slash in front; may have variables. */
  readonly permalink?: string
  /** In lower case; only where the address is made of them. */
  readonly categories?: readonly string[]
  /** Paths of this site that redirect to the post, decoded, each with a slash in front. */
  readonly aliases?: readonly string[]
  /** Identity given by the front matter; otherwise see ids/identity.ts. */
  readonly id?: string
  readonly title?: string
  readonly published: Instant
  /** Nothing names a date, so it is that of the file. */
  readonly isUndated?: true
  readonly updated: Instant
  readonly expires?: Instant
  readonly externalUrl?: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly authors: readonly Author[]
  /** BCP 47; absent: the site's. */
  readonly language?: string
  readonly image?: DraftImage
  readonly enclosures: readonly DraftEnclosure[]
  readonly podcast?: DraftEpisode
  readonly inFeeds: boolean
  readonly content?: ContentMode
  readonly license?: License
  /** Where people answer the post; `false`: nowhere; absent: where the site says. */
  readonly comments?: string | false
  /** Markdown, without the front matter. */
  readonly body: string
  /** Of the body, in UTF-16 code units. */
  readonly length: number
  /** Line of the file at which the body begins, counted from 1. */
  readonly bodyLine: number
}

/** A post without its text, which is read again when it is needed. */
export type PostHead = Omit<Post, 'body'>

/** An image as written; `line` is where the file says so. */
export type DraftImage = Image & { readonly line?: number }

/** An enclosure as written: type and length may still have to be read from a file. */
export type DraftEnclosure = Pick<Enclosure, 'url'> &
  Partial<Enclosure> & {
    readonly line?: number
    /** The kind that the front matter's key implies. */
    readonly kind?: 'audio' | 'video'
  }

/** An episode as written; `line` is where the file says so. */
export type DraftEpisode = Episode & { readonly line?: number }

/** A post that is ready to be written: identified, rendered, every address absolute. */
export interface Entry
  extends Omit<
    Post,
    'id' | 'image' | 'enclosures' | 'podcast' | 'content' | 'comments' | 'body' | 'bodyLine'
  > {
  /** The permanent identity, the same text in every format. */
  readonly id: string
  /** Stands for an adopted id that is no IRI in the one format that takes nothing else (Atom). */
  readonly iri?: string
  /** Of the post's page. */
  readonly url: string
  /** The folder as a path of slugs: `travel/2026`. */
  readonly folderSlug: string
  readonly image?: Image
  readonly enclosures: readonly Enclosure[]
  readonly podcast?: Episode
  /** Where people answer the post, absolute. */
  readonly comments?: string
  /** Plain text. */
  readonly summary: string
  /** Whether feeds carry the HTML or only the summary. */
  readonly content: ContentMode
  /** Safe HTML for feed readers. */
  readonly html: string
  /** The text as Markdown, every address absolute; present if `feeds.markdown` is set. */
  readonly markdown?: string
  /** Paths of the files of the posts folder that this entry shows or encloses. */
  readonly media: readonly string[]
}

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

/** The parts of a shown entry that the frame of a feed depends on. */
export type Shown = Pick<
  Entry,
  'content' | 'authors' | 'language' | 'image' | 'enclosures' | 'podcast' | 'license'
>

/** The entry's GUID. */
export type Identity = Pick<Entry, 'id' | 'iri'>

export interface FeedSettings {
  /** Entries in a feed, at most. */
  readonly limit: number
  /** Feeds of the site, at most; each is three documents, and archive pages do not count. */
  readonly max: number
  /** Of a feed document, at most (one entry is always there). */
  readonly maxBytes: number
  readonly content: ContentMode
  readonly tags: boolean
  readonly authors: boolean
  /** `'all'`: also those by date. */
  readonly folders: boolean | 'all'
  readonly languages: boolean
  readonly archive: boolean
  /** Whether entries carry their Markdown, too. */
  readonly markdown: boolean
  /** Whether the first picture of a post without an image stands for it. */
  readonly thumbnails: boolean
}

/** A link in the header of all pages. */
export interface MenuLink {
  readonly title: string
  /** A path of the site, or an address of another one. */
  readonly url: string
  readonly rel?: string
}

/** A blog that the site recommends. */
export interface Recommended {
  readonly title: string
  readonly url?: string
  readonly feed: string
}

/** A file beside the configuration. */
export interface SiteFile {
  /** Of its address, below the site's. */
  readonly path: string
  /** MIME type. */
  readonly type: string
  /** Its bytes in base64. */
  readonly data: string
}

/** Validated configuration; see config.ts for keys and defaults. */
export interface Site {
  readonly title: string
  readonly description: string
  /** Origin and base path of the service, without a trailing slash. */
  readonly url: string
  readonly language: string
  /** IANA name. */
  readonly timeZone: string
  readonly copyright?: string
  readonly image?: string
  readonly icon?: string
  /** Default authors of a post that names none. */
  readonly author: readonly Author[]
  readonly authors: Readonly<Record<string, Author>>
  /** Template of a post's address: a path of this service or an absolute URL. */
  readonly links: string
  /** Globs of paths in the posts folder that are no posts. */
  readonly exclude: readonly string[]
  /** Front matter of the posts at the paths that a glob matches, where they have no own; later ones go first. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Where posts that name no date get one from. */
  readonly dates?: 'git' | 'mtime'
  readonly feeds: FeedSettings
  readonly http: HttpSettings
  /** Addresses of WebSub hubs; the site's own one is `HUB` below its address. */
  readonly hubs: readonly string[]
  readonly push: { readonly allow: readonly string[] }
  /** Nothing will ever be published here again. */
  readonly expired: boolean
  readonly podcast?: Show
  /** Absent: nobody sees posts that are held back. */
  readonly heldBack?: HeldBack
  readonly license?: License
  /** Text of the publisher's own stylesheet. */
  readonly css?: string
  readonly menu: readonly MenuLink[]
  /** Markdown. */
  readonly footer?: string
  /** Template of the address at which people answer a post; holds `{url}` or `{title}`. */
  readonly comments?: string
  readonly tags: { readonly hidden: readonly string[] }
  readonly files: readonly SiteFile[]
  /** Blogs that the site recommends; empty where an OPML file among `files` names them. */
  readonly blogroll?: readonly Recommended[]
}

export interface HttpSettings {
  /** Freshness of a feed, in seconds. */
  readonly maxAge: number
  /** Whether clients that ask for it are sent only what is new (RFC 3229). */
  readonly deltas: boolean
  readonly aliases: Readonly<Record<string, string>>
  readonly gone: readonly string[]
}

export type FeedKind = 'main' | 'tag' | 'author' | 'folder' | 'language' | 'archive'

/** Runs an action that works on the post at `path`; may note the path meanwhile. */
export type Working = <T>(path: string, action: () => T) => T

/** The platform's hash: a short text of URL-safe characters, the same for the same text everywhere. */
export type Hash = (text: string | Uint8Array) => string

/** A feed that exists and the entries that may be in it, newest first. */
export interface FeedSpec<E extends Listed = Listed> {
  readonly kind: FeedKind
  /** Path prefix of its documents, with a slash at both ends: `/`, `/tags/tea/`. */
  readonly base: string
  readonly title: string
  readonly description: string
  readonly language: string
  readonly entries: readonly E[]
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
   * pages, and which namespaces it needs. A post that nobody may see yet leaves no trace here.
   */
  readonly stamp: (state: FeedState, shown: readonly Shown[]) => string
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
