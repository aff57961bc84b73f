/** Addresses that the service gives to things of its own. */
import type { FormatName } from './model.ts'

/** Where the files beside the posts are served, by their path in the folder. */
export const MEDIA_BASE = '/media/'

/** What the documents of a feed are called below its base, and their media types without parameters. */
export const DOCUMENTS: Readonly<Record<FormatName, { readonly file: string; readonly type: string }>> = {
  rss: { file: 'rss.xml', type: 'application/rss+xml' },
  atom: { file: 'atom.xml', type: 'application/atom+xml' },
  json: { file: 'feed.json', type: 'application/feed+json' },
}

/** A table of something for each format. */
export function eachFormat<T>(make: (name: FormatName) => T): Record<FormatName, T> {
  return { rss: make('rss'), atom: make('atom'), json: make('json') }
}

/** Below a feed's base: the address that answers in the format that the client prefers. */
export const NEGOTIATED = 'feed'
