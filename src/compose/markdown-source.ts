/** The Markdown of a post as another system can show it: with absolute addresses. */
import type { Rendered } from '../markdown/render.ts'
import type { Entry, Post } from '../model.ts'
import type { AddressBook } from './addresses.ts'

/** Code stays as it is; group 2 is what stands before an address, group 3 the address. */
const CODE = '^ {0,3}(?:`{3,}[^]*?^ {0,3}`{3,}|~{3,}[^]*?^ {0,3}~{3,})|`+[^`]*`+'
const BEFORE = '\\]\\(\\s*<?|^ {0,3}\\[[^\\]\\n]+\\]:[ \\t]*<?|\\s(?:href|src|poster|cite)\\s*=\\s*["\']?'
const ADDRESSES = new RegExp(`(${CODE})|(${BEFORE})([^\\s()<>"']+)`, 'gim')

/** A comment of HTML. */
const COMMENT = /<!--(?!\s*more\s*-->)/

/** Signs that the renderer replaces: labels, names of characters and of emoji, numbers of lists, boxes of tasks. */
const NOTATION =
  /<!--\s*more\s*-->|\[\^[^\][\s]*\]|\]\[[^\]\s]*\]|^ {0,3}\[[^\]\s]+\]:|&#?\w+;|:[\w+-]+:|^[ \t>]*(?:[-+*][ \t]+)*\d{1,9}[.)]|\[[ xX]\]/gim

const HTML = /\.html?$/i

/** None for a post of HTML, one that readers see only in part, or whose links only we can resolve. */
export function sourceOf(
  { body, path, title = '' }: Pick<Post, 'body' | 'path' | 'title'>,
  { content, url, html }: Pick<Entry, 'content' | 'url' | 'html'>,
  { hidden, removals }: Pick<Rendered, 'hidden' | 'removals'>,
  { wikiNames, resolved }: Pick<AddressBook, 'wikiNames' | 'resolved'>,
): Pick<Entry, 'markdown'> {
  if (content === 'summary' || HTML.test(path) || COMMENT.test(body)) return {}
  if (hidden.size + removals.length + wikiNames.size > 0) return {}
  const markdown = withAbsoluteLinks(body.trim(), resolved, url)
  return isShown(markdown, `${title} ${html}`) ? { markdown } : {}
}

/** Whether readers see each word, also in addresses and alternative texts: not those of notes that nothing refers to, say. */
function isShown(markdown: string, html: string): boolean {
  return wordsOf(markdown.replace(NOTATION, ' ')).isSubsetOf(wordsOf(html))
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))
}

/** @param url of the post's page */
function withAbsoluteLinks(markdown: string, resolved: ReadonlyMap<string, string>, url: string): string {
  return markdown.replace(ADDRESSES, (whole, code: string | undefined, before: string, address: string) => {
    if (code !== undefined) return whole
    const known = resolved.get(address) ?? resolved.get(encoded(address))
    return before + (known ?? URL.parse(address, url)?.href ?? address)
  })
}

/** As markdown-it passes on what a person wrote. */
function encoded(address: string): string {
  return encodeURI(address).replace(/%25([\da-f]{2})/gi, '%$1')
}
