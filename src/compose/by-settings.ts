/** What settings of the site add to an entry. */
import { defined } from '../base/defined.ts'
import { uriOf } from '../base/text.ts'
import type { Image, Post, Site } from '../model.ts'

/** Where people answer a post: as it says itself, else as the site says for all. */
export function commentsOf({ comments, title = '' }: Post, url: string, site: Site): string | undefined {
  if (comments === false) return undefined
  if (comments !== undefined || site.comments === undefined) return comments
  const values = { url, title }
  const address = site.comments.replace(/\{(url|title)\}/g, (_, name: 'url' | 'title') =>
    encodeURIComponent(values[name]),
  )
  const found = URL.parse(address.startsWith('/') ? site.url + address : address)
  return found === null ? undefined : uriOf(found)
}

/** The first picture of a text, if the site wants it to stand for the post. Attributes are in double quotes. */
export function thumbnailOf(html: string, { feeds }: Site): Image | undefined {
  if (!feeds.thumbnails) return undefined
  const tag = /<img(?:"[^"]*"|[^">])*>/.exec(html)?.[0] ?? ''
  const [src = '', alt] = ['src', 'alt'].map((name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1])
  const url = URL.parse(unescaped(src))
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  // RFC 3986, section 2.1
  const uri = uriOf(url).replace(/%(?![\da-f]{2})/gi, '%25')
  return defined({ url: uri, alt: alt && unescaped(alt) })
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => signs[name] ?? '')
}
