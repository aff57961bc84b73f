/**
 * The layout of a snapshot. Everything but the manifest, media and compressed bodies has a name made of its content, so
 * a reader that has the manifest of a build finds all of that build. The manifest is written last.
 *
 *     manifest.json       the site, and the names of everything else
 *     documents/HASH      a large feed document with all its slices
 *     packs/HASH          pages of posts, feeds, former paths, or media, by path
 *     media/PATH          a file of the posts folder
 *     encoded/            compressed bodies: of large documents by tag and coding, of small ones in packs
 *
 * Packs hold small things in few files. Which pack holds a thing follows from its key, so a reader opens one pack to find
 * it, and a change of a thing changes one pack. A pack is a JSON object; what is too large for one has a pack of its own,
 * and its place in the other one names that.
 */
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

/**
 * Things in a pack, at most on average. A feed changes with each of its posts, and its index is some kilobytes, so few
 * share a pack: 50,000 feeds are 8,192 packs.
 */
const LOAD = { pages: 32, feeds: 8, former: 256, media: 256 } as const

export type PackKind = keyof typeof LOAD

/** In UTF-16 units of JSON: a pack with many such things stays below the 25 MiB of a Worker's asset. */
export const MAX_PACKED = 128 * 1024

/**
 * In bytes: a larger document has a file of its own, which the static site links to. Of a smaller one the file would
 * cost more than its content, and three of them fit into a pack with their index.
 */
export const MAX_INLINE = 16 * 1024

/** What stands for a thing that has a pack of its own. */
export interface Elsewhere {
  readonly pack: string
}

/** Things by their keys. */
export type Pack<T> = Readonly<Record<string, T | Elsewhere>>

/** The number of packs for so many things: a power of two, so that it seldom changes. */
export function packCount(kind: PackKind, things: number): number {
  return things === 0 ? 0 : 2 ** Math.max(0, Math.ceil(Math.log2(things / LOAD[kind])))
}

/** The number of the pack that holds a thing. */
export function packOf(key: string, count: number): number {
  return fnv1a(key) % count
}

/** http://www.isthe.com/chongo/tech/comp/fnv/#FNV-1a with 32 bits, on UTF-16 units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  // the lowest bits of short texts are much alike
  return (hash ^ (hash >>> 15)) >>> 0
}
