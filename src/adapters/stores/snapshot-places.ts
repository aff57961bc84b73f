/** Where a snapshot keeps what in its folder: written by output/jobs.ts, read by stored.ts. */
import type { Coding, Manifest } from '../../snapshot.ts'

/** Nobody looks for things in a snapshot of another layout. */
export const LAYOUT = 3

export type StoredManifest = Manifest & { readonly layout: number }

/** Folder of the documents, and of an index for each feed. */
export const FEEDS = '/feeds'
/** How the name of an index ends. */
export const INDEX = 'index.json'

/**
 * In a folder for each file: a longer name would be too long for some file systems, and that of a folder beside it
 * might end in the same way.
 */
const MEDIA_INFO = 'info.json'

/** Paths as they are: whoever turns one into an address encodes it. */
export const places = {
  manifest: '/manifest.json',
  /** Of the documents of a feed, by its base. */
  index: (base: string) => placeInFeeds(base + INDEX),
  document: placeInFeeds,
  encoded: (etag: string, coding: Coding) => `/encoded/${etag}.${coding}`,
  page: (path: string) => `/pages${path}.json`,
  media: (path: string) => `/media-info/${path}/${MEDIA_INFO}`,
  mediaBody: (path: string) => `/media/${path}`,
}

/** Longest name that is flat, in UTF-16 units: file systems take 255 bytes a name, and a letter can need three. */
const MAX_NAME = 80

/** `/tags/tea/rss.xml` -> `/feeds/tags~tea~rss.xml`, since a folder is as dear as a file. No base has a tilde. */
function placeInFeeds(path: string): string {
  const isFlat = path.length <= MAX_NAME
  return `${FEEDS}/${isFlat ? path.slice(1).replaceAll('/', '~') : path.slice(1)}`
}
