/** Turns the site's own addresses in a post into paths, so that pages work on any host, such as the author's machine. */
import type { Manifest } from '../snapshot/snapshot.ts'
import { local } from './site.ts'

/** In rendered HTML, text holds no bare `<`, and attribute values are in double quotes. */
const TAG = /<[a-z](?:"[^"]*"|[^">])*>/g

const ADDRESS = /( (?:href|src|poster|cite|longdesc)=")([^"]*)/g

const CANDIDATES = /( srcset=")([^"]*)/g

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
