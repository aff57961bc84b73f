/** Media RSS, the same in RSS and Atom: what they have no element for. https://www.rssboard.org/media-rss */
import type { Enclosure, Entry, Image } from '../../model.ts'
import { type Holes, optional } from './assemble.ts'
import { element, plainOrHtml } from './xml.ts'

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

/** A file that comes with a post. */
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
