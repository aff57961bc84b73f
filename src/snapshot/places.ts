/**
 * The layout of a snapshot. Everything but the manifest, media and compressed bodies has a name made of its content, so
 * a reader that has the manifest of a build finds all of that build. The manifest is written last.
 *
 *     manifest.json       the site, and the names of everything else
 *     documents/HASH      a large feed document with all its slices
 *     packs/HASH          pages of posts, feeds, former paths, or media, by path: see packs.ts
 *     media/PATH          a file of the posts folder
 *     encoded/            compressed bodies: of large documents by tag and coding, of small ones in packs
 */
import type { PackKind } from './packs.ts'
import type { Coding, Manifest } from './snapshot.ts'

/** Nobody looks for things in a snapshot of another layout. */
export const LAYOUT = 7

export interface StoredManifest extends Manifest {
  readonly layout: number
  /** The names of the packs of each kind. */
  readonly packs: Readonly<Record<PackKind, readonly string[]>>
}

/** Compressed bodies of small documents in base64, by the base of the feed and by tag. */
export type EncodedPack = Readonly<Record<string, Readonly<Record<string, Readonly<Record<Coding, string>>>>>>

/** Folders whose files are named by their content. */
export const CONTENT_FOLDERS = ['documents', 'packs'] as const

/** Paths that are not encoded: an address made of one has to encode it. */
export const places = {
  manifest: '/manifest.json',
  document: (name: string) => `/documents/${name}`,
  pack: (name: string) => `/packs/${name}`,
  /** The names of the packs of compressed bodies, string[], by the numbers of the packs of feeds. */
  encodedPacks: '/encoded/packs.json',
  encodedPack: (name: string) => `/encoded/${name}.json`,
  encoded: (etag: string, coding: Coding) => `/encoded/${etag}.${coding}`,
  mediaBody: (path: string) => `/media/${path}`,
}
