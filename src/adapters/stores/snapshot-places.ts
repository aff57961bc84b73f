/** Where a snapshot keeps what in its folder: written by output/jobs.ts, read by stored.ts. */
import type { Coding } from '../../snapshot.ts'

/** Folder of the documents' indexes. */
export const INDEXES = '/index'

/** Paths as they are: whoever turns one into an address encodes it. */
export const places = {
  manifest: '/manifest.json',
  index: (path: string) => `${INDEXES}${path}.json`,
  document: (path: string) => `/documents${path}`,
  encoded: (etag: string, coding: Coding) => `/encoded/${etag}.${coding}`,
  page: (path: string) => `/pages${path}.json`,
  media: (path: string) => `/media-info/${path}.json`,
  mediaBody: (path: string) => `/media/${path}`,
}
