/** Where a snapshot keeps what in its folder: written by files.ts, read by cloudflare.ts. */

/** `segments` are encoded by whoever turns a name into an address. */
export const places = {
  manifest: '/manifest.json',
  document: (path: string) => `/documents${path}`,
  page: (path: string) => `/pages${path}.json`,
  media: (path: string) => `/media-info/${path}.json`,
  mediaBody: (path: string) => `/media/${path}`,
}
