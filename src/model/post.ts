/** Posts and their files, from the folder to the entries of feeds, and what is wrong with them. Types only. */

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
  /** The line that says when, where that is after its publication. */
  readonly updatedLine?: number
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
    'id' | 'image' | 'enclosures' | 'podcast' | 'content' | 'comments' | 'updatedLine' | 'body' | 'bodyLine'
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

/** The entry's GUID. */
export type Identity = Pick<Entry, 'id' | 'iri'>

/** Runs an action that works on the post at `path`; may note the path meanwhile. */
export type Working = <T>(path: string, action: () => T) => T

/** The platform's hash: a short text of URL-safe characters, the same for the same text everywhere. */
export type Hash = (text: string | Uint8Array) => string
