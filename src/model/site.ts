/** The configuration of a site, validated. Types only. */
import type { Author, ContentMode, Instant, License } from './post.ts'

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
