/** The HTML of a post as its page shows it: with the site's own addresses as paths, and anchors at headings. */
import type { Manifest } from '../snapshot/snapshot.ts'
import { local } from './site.ts'

/** In rendered HTML, text holds no bare `<`, and attribute values are in double quotes. */
const TAG = /<[a-z](?:"[^"]*"|[^">])*>/g

const ADDRESS = /( (?:href|src|poster|cite|longdesc)=")([^"]*)/g

const CANDIDATES = /( srcset=")([^"]*)/g

/** Turns the site's own addresses into paths, so that pages work on any host, such as the author's machine. */
export function withOwnPaths(html: string, { url }: Manifest): string {
  const escaped = { url: url.replaceAll('&', '&amp;') }
  const own = (address: string) => local(address, escaped)
  const ownCandidates = (srcset: string) => srcset.split(', ').map(own).join(', ')
  return html.replace(TAG, (tag) =>
    tag
      .replace(ADDRESS, (_, start: string, address: string) => start + own(address))
      .replace(CANDIDATES, (_, start: string, srcset: string) => start + ownCandidates(srcset)),
  )
}

/** In rendered HTML, where text and attributes hold no bare `<` or `>`; a heading holds no other one. */
const HEADING = /<(h[1-6])((?: [^<>]*)?)>((?:(?!<\/?h[1-6]\b)[\s\S])*)<\/\1>/g

/**
 * Ids of headings, as GitHub and most generators make them, so links to a part of a page lead there; and a link at each,
 * so that people can copy it.
 */
export function withAnchors(html: string): string {
  if (!html.includes('<h')) return html
  const counts = new Map<string, number>()
  return html.replace(HEADING, (heading, tag: string, attributes: string, inside: string) => {
    const name = nameOf(inside)
    if (name === '') return heading
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    const id = count === 0 ? name : `${name}-${count}`
    // an id that stands in feeds, too, keeps its namespace, since links in the post use it
    const [own, other] = attributes.includes(' id="') ? ['', ` id="${id}"`] : [` id="${id}"`, '']
    return `<${tag}${own}${attributes}>${inside}<a class="anchor"${other} href="#${id}" aria-hidden="true" tabindex="-1"></a></${tag}>`
  })
}

function nameOf(inside: string): string {
  return inside
    .replace(/<[^>]*>|&#?\w+;/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}
