/** What every format's feed has around its entries. */
import type { FeedHead, FormatName, Frame, Site } from '../model.ts'
import type { Holes } from './assemble.ts'

export const GENERATOR = 'dropfeed'

/** Stands where something goes that depends on the shown entries; no text holds this character (see text.ts). */
export const STAMP = '\u0000'

const TYPES: Readonly<Record<FormatName, string>> = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
}

/** Writes a frame's stamp; `between` is what stands between the first and the last {@link STAMP}. */
type WriteStamp = (between: string, ...shown: Parameters<Frame['stamp']>) => string

/** Cuts a document without entries at its stamps and before its `end`. */
export function toFrame(document: string, end: string, write: WriteStamp): Frame {
  const at = document.lastIndexOf(end)
  const [before = '', between = '', after = ''] = document.slice(0, at).split(STAMP)
  return {
    opening: [before, after],
    stamp: (updated, shown) => write(between, updated, shown),
    closing: document.slice(at),
  }
}

/** Attributes of the links to the feed itself, to the same feed in other formats, and to the hub (WebSub). */
export function formatLinks(
  own: FormatName,
  head: FeedHead,
  site: Site,
  holes: Holes,
): Record<string, string>[] {
  const others = (['rss', 'atom', 'json'] as const).filter((name) => name !== own)
  const link = (rel: string, name: FormatName) => ({
    rel,
    type: TYPES[name],
    href: holes.text(head.self[name]),
  })
  return [
    link('self', own),
    ...others.map((name) => link('alternate', name)),
    ...(site.hub === undefined ? [] : [{ rel: 'hub', href: holes.text(site.hub) }]),
  ]
}
