/** Resolves and filters the addresses in a post. */

import type { Token } from 'markdown-it'
import { decoded } from '../base/text.ts'
import type { Find } from './dialect.ts'
import { plainText } from './summary.ts'
import { withTagAddresses } from './tags.ts'

export type Syntax = 'md' | 'mdx' | 'html'

/** The post's surroundings, which the renderer cannot know. */
export interface RenderContext {
  /**
   * Makes an address absolute. Gets it as written, but for the white space that URLs do not have (and
   * percent-encoded where it comes from Markdown syntax); `''` and `#id` are the post itself.
   * `undefined`: not allowed or not resolvable; the link goes and its text stays.
   */
  readonly resolve: (address: string) => string | undefined
  /** The target of a wiki link, as an address for {@link resolve}. Without this function there are no wiki links. */
  readonly find?: Find
  /** Of the site, for tags that stand for it: `https://blog.example`. */
  readonly origin?: string
  /** What the text is written in; absent: Markdown. */
  readonly syntax?: Syntax
  /** Namespace of the ids in this post: letters, digits and hyphens, a letter first, e.g. `p1a2b3`. */
  readonly idPrefix: string
}

/** Browsers scroll to the top, or to a text. */
const NO_ID = /^(?:$|top$|:~:)/i

/** For links: a person follows them, another program opens them, and none runs or shows a document of ours. */
export const LINK_SCHEMES = [
  ...['http', 'https'], // the web
  ...['mailto', 'tel', 'sms', 'xmpp', 'irc', 'ircs', 'matrix'], // to talk to somebody
  ...['geo', 'magnet', 'gemini'], // a place, a file, another web
]

const LINK = new RegExp(`^(?:${LINK_SCHEMES.join('|')}):`, 'i')

/** Readers load these unasked, so only what a web page may load. */
const MEDIA = /^https?:/i

/** Letters, digits, accents and what HTML 4, XML and CSS all take within an id. */
export const ID = /^[\p{L}\p{N}\p{M}_.:-]+$/u

/** Judges the addresses of a post; see {@link addressesOf}. */
export type Addresses = ReturnType<typeof addressesOf>

/**
 * Each method returns `undefined` where nothing usable is left.
 * @param idOf the id in the post that a fragment means: a link to it follows it into the namespace.
 */
export function addressesOf(context: RenderContext, idOf: (fragment: string) => string | undefined) {
  const { resolve, idPrefix } = context
  const lost = new Set<string>()
  const id = (name: string) => (ID.test(name) ? `${idPrefix}-${name}` : undefined)
  const absolute = (address: string, allowed: RegExp) => {
    const written = withTagAddresses(withoutSpace(address), context)
    const target = written.startsWith('#') ? decoded(written.slice(1)) : ''
    const inPost = id(idOf(target) ?? '')
    if (inPost === undefined && !NO_ID.test(target)) lost.add(target)
    const url = resolve(inPost ? `#${encodeURI(inPost)}` : written)
    return url !== undefined && allowed.test(url) ? url : undefined
  }
  const media = (address: string) => absolute(address, MEDIA)
  return {
    /** An id, namespaced. */
    id,
    /** Fragments of links within the post that are ids of nothing in it. */
    lost,
    /** An address that readers load unasked. */
    media,
    /** An address that a person may follow. */
    link: (address: string) => absolute(address, LINK),
    candidates: (srcset: string) => {
      const usable = candidatesOf(srcset).flatMap(({ address, size }) => {
        const url = media(address)
        return url === undefined ? [] : `${url}${size}`
      })
      return usable.length > 0 ? usable.join(', ') : undefined
    },
  }
}

/** Strips what the URL standard strips: spaces and control characters around an address, tabs and line ends in it. */
function withoutSpace(address: string): string {
  return address
    .replace(/[\t\n\r]/g, '')
    .replace(/^[\0- ]+/, '')
    .trimEnd()
}

/**
 * An address may hold commas but not end in one; a size ends at its comma (HTML, "srcset attributes"). A size has the
 * space before it: ` 2x`; '' for none.
 */
function candidatesOf(srcset: string): { address: string; size: string }[] {
  return srcset
    .replace(/(\s[\d.]+[wx]),/g, '$1 , ')
    .replace(/,(?=[\s,]|$)/g, ' , ')
    .split(' , ')
    .map((candidate) => candidate.trim().split(/\s+/))
    .map(([address = '', size = '']) => ({ address, size: /^[\d.]+[wx]$/.test(size) ? ` ${size}` : '' }))
    .filter(({ address }) => address !== '')
}

/** Makes addresses absolute and ids unique, in the tokens; for posts without raw HTML. */
export function rewrite(tokens: readonly Token[], to: Addresses): void {
  let dead = false
  for (const token of tokens) {
    if (token.type === 'image') rewriteImage(token, to)
    else rewriteAttributes(token, to)
    if (token.type === 'link_open') dead = token.attrIndex('href') < 0
    if (token.type === 'link_open' || token.type === 'link_close') token.hidden = dead
    if (token.type === 'inline') rewrite(token.children ?? [], to)
  }
}

function rewriteImage(token: Token, to: Addresses): void {
  rewriteAttribute(token, 'src', to.media)
  if (token.attrIndex('src') >= 0) return
  token.type = 'text'
  token.content = plainText(token.children ?? [])
}

function rewriteAttributes(token: Token, to: Addresses): void {
  if (token.attrs === null) return
  rewriteAttribute(token, 'href', to.link)
  rewriteAttribute(token, 'id', to.id)
}

function rewriteAttribute(token: Token, name: string, change: (value: string) => string | undefined): void {
  const index = token.attrIndex(name)
  if (index < 0) return
  const value = change(String(token.attrGet(name)))
  if (value === undefined) token.attrs?.splice(index, 1)
  else token.attrSet(name, value)
}
