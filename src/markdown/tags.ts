/** Tags of Liquid (`{% name … %}`, `{{ … }}`) and Hugo (`{{< name … >}}`, `{{% name … %}}`), and the addresses that they stand for. */

import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { nameOf } from '../base/paths.ts'
import { decoded } from '../base/text.ts'
import { ANYWHERE, type Env, type Find, isIndented, pushImage, pushLink, startOf } from './dialect.ts'

interface Tag {
  /** As written. */
  readonly written: string
  /** '' for a value: `{{ … }}`. */
  readonly name: string
  /** Everything behind the name. */
  readonly given: string
}

const TAG =
  /\{%-?[ \t]*([\w-]{1,40})\b([^{}\n]{0,300}?)-?%\}|\{\{[<%][ \t]*(\/?[ \t]*[\w.-]{1,40})\b([^{}\n]{0,300}?)[ \t]*\/?[>%]\}\}|\{\{(?![<%])-?([^{}\n]{1,300}?)-?\}\}/y

const ARGUMENT = /(?:([\w-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=|]+))/g

function tagAt(text: string, position: number): Tag | undefined {
  TAG.lastIndex = position
  const [written, liquid, options, hugo, words, value] = TAG.exec(text) ?? []
  if (written === undefined) return undefined
  const name = (liquid ?? hugo ?? '').replace(/\s/g, '')
  return { written, name, given: (options ?? words ?? value ?? '').trim() }
}

/** Arguments by name; those without one are numbered from 0. */
function argumentsOf({ given }: Tag): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  let count = 0
  for (const [, name, double, single, bare] of given.matchAll(ARGUMENT))
    named.set(name ?? String(count++), double ?? single ?? bare ?? '')
  return named
}

/** Liquid's filters, and those of Eleventy and Hexo, that lead to an address of the site. */
const FILTERED =
  /^(?:"([^"]*)"|'([^']*)')\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL|prepend:\s*site\.(?:base)?url)\s*(?:\||$)/

/** Names of posts as tags take them: `_posts/2026-01-31-tea.md`, `/blog/tea.md`, `tea#pots`. */
const PART = /#.*$/

const VALUES: Readonly<Record<string, string>> = {
  'site.baseurl': '',
  'site.base_url': '',
  'page.baseurl': '',
}

/** The address that a tag stands for; undefined if it is none, or names nothing. */
function addressOfTag(tag: Tag, { origin, find }: Pick<Env, 'origin' | 'find'>): string | undefined {
  const { name, given } = tag
  if (name === 'post_url' || name === 'link' || name === 'ref' || name === 'relref')
    return referred(tag, find)
  if (name !== '') return undefined
  if (given === 'site.url') return origin
  const [, double, single] = FILTERED.exec(given) ?? []
  const path = double ?? single
  return path === undefined ? VALUES[given] : path.replace(/^(?!\/|[a-z][a-z\d+.-]*:)/i, '/')
}

function referred(tag: Tag, find: Find | undefined): string | undefined {
  const given = argumentsOf(tag)
  const path = given.get('0') ?? given.get('path') ?? ''
  const name = path.replace(PART, '').replace(/^\/+|\/+$/g, '')
  if (name === '' || find === undefined) return undefined
  const address = find(name) ?? find(nameOf(name))
  return address === undefined ? undefined : address + (PART.exec(path)?.[0] ?? '')
}

/** In Markdown addresses are percent-encoded by now. */
const ENCODED = /%7B(?:%7B|%25).{1,900}?(?:%7D|%25)%7D/gi

/** An address in which tags may stand for its parts. */
export function withTagAddresses(address: string, env: Pick<Env, 'origin' | 'find'>): string {
  return address.replace(ENCODED, (part) => {
    const tag = tagAt(decoded(part), 0)
    return (tag && addressOfTag(tag, env)) ?? part
  })
}

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
  if (tag.name === 'figure' && given.has('src')) {
    if (!silent) pushFigure(state, given)
    return true
  }
  const page = given.size > 0 ? EMBEDS[tag.name]?.(given) : undefined
  const address = page ?? addressOfTag(tag, env)
  if (address === undefined || silent) return address !== undefined
  if (tag.name === '') state.pending += address
  else pushLink(state, address, given.get(page === undefined ? '0' : 'title') ?? address)
  return true
}

/** Hugo's. */
function pushFigure(state: StateInline, given: Arguments): void {
  pushImage(state, given.get('src') ?? '', given.get('alt') ?? '')
  const caption = [given.get('title'), given.get('caption')].filter(Boolean).join(' ')
  if (caption === '') return
  state.push('hardbreak', 'br', 0)
  state.push('em_open', 'em', 1)
  state.push('text', '', 0).content = caption
  state.push('em_close', 'em', -1)
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

export function tagsInHtml(html: string, env: Env): string {
  if (!html.includes('{{') && !html.includes('{%')) return html
  return html.replace(ANY, (written) => {
    const tag = tagAt(written, 0)
    const address = tag && addressOfTag(tag, env)
    return address?.replaceAll('&', '&amp;').replaceAll('"', '&quot;') ?? written
  })
}

const ANY = new RegExp(TAG.source, 'g')

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
