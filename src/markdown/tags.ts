/**
 * Tags of Liquid and Hugo that have a meaning in every feed: addresses, pictures, and films as links. `{% raw %}`
 * leaves its inside. All others stay as they are written, and are reported (`remnants.ts`).
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { ANYWHERE, type Env, isIndented, startOf } from './dialect.ts'
import { addressOfTag, argumentsOf, replaceTags, type Tag, tagAt } from './tag-syntax.ts'

type Arguments = ReadonlyMap<string, string>

const id = (given: Arguments) => given.get('id') ?? given.get('0') ?? ''

/** Pages of what a tag embeds, by its name. */
const EMBEDS: Readonly<Record<string, (given: Arguments) => string>> = {
  youtube: (given) => `https://www.youtube.com/watch?v=${id(given)}`,
  vimeo: (given) => `https://vimeo.com/${id(given)}`,
  gist: (given) => `https://gist.github.com/${[given.get('0'), given.get('1')].filter(Boolean).join('/')}`,
  instagram: (given) => `https://www.instagram.com/p/${id(given)}/`,
  tweet: tweet,
  twitter: tweet,
  x: tweet,
}

function tweet(given: Arguments): string {
  const first = id(given)
  return first.startsWith('https:')
    ? first
    : `https://twitter.com/${given.get('user') ?? 'i/web'}/status/${first}`
}

const RAW = new Set(['raw', 'endraw'])

/** A tag in raw HTML or behind `](`, which the library would end at its spaces. */
const IN_HTML = /<\/?[a-z](?:[^<>{]|\{\{[<%]?[^{}\n<>]{1,300}[>%]?\}\}|\{%[^{}\n<>]{1,300}%\}|\{(?![{%]))*>/iy
const HTML_TAG = /^<\/?[a-z][\w-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>$/i

export function tags(markdown: MarkdownIt): void {
  markdown.block.ruler.before('remark', 'raw_tag', rawLine, ANYWHERE)
  markdown.inline.ruler.before('link', 'tag', inline)
  markdown.inline.ruler.before('html_inline', 'html_with_tags', html)
  const { parseLinkDestination } = markdown.helpers
  markdown.helpers.parseLinkDestination = (text, start, max) =>
    destination(text, start, max) ?? parseLinkDestination(text, start, max)
}

/** `{% raw %}` with nothing beside it on its line. */
function rawLine(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  if (!state.src.startsWith('{%', from) || isIndented(state, start)) return false
  const tag = tagAt(state.src, from)
  if (tag === undefined || !RAW.has(tag.name)) return false
  if (state.src.slice(from + tag.written.length, state.eMarks[start]).trim() !== '') return false
  if (!silent) state.line = start + 1
  return true
}

function inline(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax, env } = state
  if (src.charAt(pos) !== '{') return false
  const tag = tagAt(src, pos)
  if (tag === undefined || pos + tag.written.length > posMax || !push(state, tag, env, silent)) return false
  state.pos += tag.written.length
  return true
}

function push(state: StateInline, tag: Tag, env: Env, silent: boolean): boolean {
  if (RAW.has(tag.name)) return true
  const given = argumentsOf(tag)
  const page = given.size > 0 ? EMBEDS[tag.name]?.(given) : undefined
  if (page !== undefined) return silent || pushLink(state, page, given.get('title') ?? page)
  if (tag.name === 'figure' && given.has('src')) return silent || pushFigure(state, given)
  const address = addressOfTag(tag, env)
  if (address === undefined) return false
  const isPost = tag.name !== ''
  if (silent) return true
  if (isPost) return pushLink(state, address, given.get('0') ?? address)
  state.pending += address
  return true
}

function pushLink(state: StateInline, href: string, text: string): true {
  state.push('link_open', 'a', 1).attrs = [['href', href]]
  state.push('text', '', 0).content = text
  state.push('link_close', 'a', -1)
  return true
}

/** Hugo's. */
function pushFigure(state: StateInline, given: Arguments): true {
  const image = state.push('image', 'img', 0)
  image.attrs = [['src', given.get('src') ?? '']]
  const alt = new state.Token('text', '', 0)
  alt.content = given.get('alt') ?? ''
  image.children = [alt]
  const caption = [given.get('title'), given.get('caption')].filter(Boolean).join(' ')
  if (caption === '') return true
  state.push('hardbreak', 'br', 0)
  state.push('em_open', 'em', 1)
  state.push('text', '', 0).content = caption
  state.push('em_close', 'em', -1)
  return true
}

/** Raw HTML whose attributes hold tags, and with them other quotation marks and spaces. */
function html(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax, env } = state
  if (src.charAt(pos) !== '<') return false
  IN_HTML.lastIndex = pos
  const [written = ''] = IN_HTML.exec(src) ?? []
  if (!/\{[{%]/.test(written) || pos + written.length > posMax) return false
  const content = tagsInHtml(written, env)
  if (content === written || !HTML_TAG.test(content)) return false
  if (!silent) state.push('html_inline', '', 0).content = content
  state.pos += written.length
  return true
}

/** Puts the addresses that tags stand for into raw HTML. */
export function tagsInHtml(html: string, env: Env): string {
  return replaceTags(html, (tag) =>
    addressOfTag(tag, env)?.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  )
}

/** An address that begins with, or holds, a tag. */
function destination(text: string, start: number, max: number) {
  let pos = start
  let hasTag = false
  while (pos < max && !/[\s()<>]/.test(text.charAt(pos))) {
    const tag = text.charAt(pos) === '{' ? tagAt(text, pos) : undefined
    hasTag ||= tag !== undefined
    pos += tag?.written.length ?? 1
  }
  return hasTag && pos <= max ? { ok: true, pos, str: text.slice(start, pos) } : undefined
}
