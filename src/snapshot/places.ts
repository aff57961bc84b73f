/**
 * The layout of a snapshot. Everything but the manifest, media and compressed bodies has a name made of its content, so
 * a reader that has the manifest of a build finds all of that build. The manifest is written last.
 *
 *     manifest.json       the site, and the names of everything else
 *     documents/HASH      a feed document with all its slices
 *     indexes/HASH.json   the indexes of a feed's documents, StoredIndex[]
 *     packs/HASH.json     pages of posts, former paths, or media, by path: see packs.ts
 *     media/PATH          a file of the posts folder
 *     encoded/            compressed bodies of documents, by tag and coding
 */
import type { StoredIndex } from './bytes.ts'
import type { Coding, Manifest } from './snapshot.ts'

/** Nobody looks for things in a snapshot of another layout. */
export const LAYOUT = 5

export interface StoredManifest extends Manifest {
  readonly layout: number
  /** The name of a feed's index, by the feed's base; archive pages, too. */
  readonly indexes: Readonly<Record<string, string>>
  /** The names of the packs of pages. */
  readonly pages: readonly string[]
  /** The names of the packs of paths at which posts were before. */
  readonly former: readonly string[]
  /** The names of the packs of what is known of media. */
  readonly media: readonly string[]
}

/** The index of a document, and the name of the file with its bytes. */
export interface FiledIndex extends StoredIndex {
  readonly file: string
}

/** Folders whose files are named by their content. */
export const CONTENT_FOLDERS = ['documents', 'indexes', 'packs'] as const

/** Paths that are not encoded: an address made of one has to encode it. */
export const places = {
  manifest: '/manifest.json',
  index: (name: string) => `/indexes/${name}.json`,
  document: (name: string) => `/documents/${name}`,
  pack: (name: string) => `/packs/${name}.json`,
  /** The folder of compressed bodies. */
  codings: '/encoded',
  encoded: (etag: string, coding: Coding) => `/encoded/${etag}.${coding}`,
  mediaBody: (path: string) => `/media/${path}`,
}
