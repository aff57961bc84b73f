/** The parts of a feed document around its entries. */
import { DOCUMENTS, eachFormat, OWN } from '../../base/paths.ts'
import type { Enclosure, Entry, FeedHead, FeedState, FormatName, Frame, Image, Site } from '../../model.ts'
import { type Holes, optional } from './assemble.ts'
import { declarations, element, escapeText, plainOrHtml, prefixesIn } from './xml.ts'

export const GENERATOR = 'dropfeed'

/** Stands where something goes that depends on the shown entries; no text holds this character (see text.ts). */
export const STAMP = '\u0000'

/**
 * Writes a frame's stamp; `between` is what stands between the first and the last {@link STAMP}. `namespaces` declares
 * those of the frame and of the shown entries.
 */
type WriteStamp = (between: string, state: FeedState, namespaces: string) => string

/** Cuts a document without entries at its stamps and before its `end`. */
export function toFrame(document: string, end: string, write: WriteStamp): Frame {
  const at = document.lastIndexOf(end)
  const [before = '', between = '', after = ''] = document.slice(0, at).split(STAMP)
  const own = prefixesIn(document)
  return {
    opening: [before, after],
    stamp: (state, prefixes) => write(between, state, declarations(new Set([...own, ...prefixes]))),
    closing: document.slice(at),
  }
}

/** An element with a text; none without one. */
export function textElement(name: string, text: string | undefined, holes: Holes): string[] {
  return text === undefined ? [] : [element(name, {}, holes.text(text))]
}

/** The blogs that the site recommends, in its main feed. Atom has no link relation for them. */
export function blogrollElement(head: FeedHead, { blogroll, url }: Site, holes: Holes): string[] {
  const isNamed = blogroll !== undefined && isMain(head, { url })
  return textElement('source:blogroll', isNamed ? url + OWN.blogroll : undefined, holes)
}

/** Whether the feed is the site's main one; pages of its archive count as it. */
export function isMain({ id }: FeedHead, { url }: Pick<Site, 'url'>): boolean {
  return id === `${url}/`
}

/** Attributes of the links to the feed itself, to the same feed in other formats, and to the hubs (WebSub). */
export function formatLinks(
  own: FormatName,
  head: FeedHead,
  site: Site,
  holes: Holes,
): Record<string, string>[] {
  const link = (rel: string, name: FormatName) => ({
    rel,
    type: DOCUMENTS[name].type,
    href: holes.text(head.self[name]),
  })
  return [
    link('self', own),
    ...Object.entries(eachFormat((name) => link('alternate', name))).flatMap(([name, other]) =>
      name === own ? [] : [other],
    ),
    ...site.hubs.map((hub) => ({ rel: 'hub', href: holes.text(hub) })),
  ]
}

/** Marks a feed as an archive page of its current feed (RFC 5005, section 4). */
export function archiveMark(
  own: 'rss' | 'atom',
  link: string,
  { archiveOf }: FeedHead,
  holes: Holes,
): string[] {
  if (archiveOf === undefined) return []
  const current = { rel: 'current', type: DOCUMENTS[own].type, href: holes.text(archiveOf[own]) }
  return [element('fh:archive', {}), element(link, current)]
}

/** Links to the archive pages before and after this feed, as elements called `link`. */
export function archiveLinks(own: 'rss' | 'atom', link: string, { older, newer }: FeedState): string[] {
  const neighbours = { 'prev-archive': older, 'next-archive': newer }
  return Object.entries(neighbours).flatMap(([rel, addresses]) =>
    addresses === undefined
      ? []
      : element(link, { rel, type: DOCUMENTS[own].type, href: escapeText(addresses[own]) }),
  )
}

/** The image that stands for a post: `content` for readers that show it large, `thumbnail` for lists. */
export function imageElements({ image }: Entry, holes: Holes): string[] {
  if (image === undefined) return []
  return [
    element('media:content', { url: holes.text(image.url), medium: 'image' }, description(image, holes)),
    element('media:thumbnail', { url: holes.text(image.url) }),
  ]
}

function description({ alt = '' }: Image, holes: Holes): string {
  const { type, text } = plainOrHtml(alt)
  return alt === '' ? '' : `<media:description${holes.raw(type)}>${holes.text(text)}</media:description>`
}

export function fileElement({ url, type, length, duration, title }: Enclosure, holes: Holes): string {
  const attributes = {
    url: holes.text(url),
    fileSize: length === 0 ? undefined : holes.text(length),
    type: holes.text(type),
    duration: optional(duration, holes),
  }
  const { type: titleType, text } = plainOrHtml(title ?? '')
  const titleElement = `<media:title${holes.raw(titleType)}>${holes.text(text)}</media:title>`
  return element('media:content', attributes, title === undefined ? '' : titleElement)
}
