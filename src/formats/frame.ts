/** What every format's feed has around its entries. */
import type { FeedHead, FormatName, Frame, Site } from '../model.ts'
import type { Holes } from './assemble.ts'

export const GENERATOR = 'dropfeed'

/** Stands where the stamp goes; no text holds this character (see text.ts). */
export const STAMP = '\u0000'

const TYPES: Readonly<Record<FormatName, string>> = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
}

/** Cuts a document without entries at its stamp and before its `end`. */
export function toFrame(document: string, end: string, stamp: Frame['stamp']): Frame {
  const at = document.lastIndexOf(end)
  const [before = '', after = ''] = document.slice(0, at).split(STAMP)
  return { opening: [before, after], stamp, closing: document.slice(at) }
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
