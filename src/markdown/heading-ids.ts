/** Ids of headings: those that are written, `## Pots {#pots}`, and those that a link of the post needs. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { decoded } from '../base/text.ts'
import { ID } from './addresses.ts'
import { plainText } from './summary.ts'

const WRITTEN = /^\{:?[ \t]*#([\w.:-]+)[^{}\n]*\}$/
const RAW_LINK = /\shref\s*=\s*["']?#([^"'\s>]+)/gi

/** Footnotes have these. */
const NOTE_ID = /^fn(?:ref)?\d/

export function headingIds(markdown: MarkdownIt): void {
  markdown.core.ruler.before('inline', 'written_ids', written)
  markdown.core.ruler.push('heading_ids', identify)
}

/** The last one on the line of a heading; in code it ends in a backtick. */
function written({ tokens }: StateCore): void {
  for (const [index, token] of tokens.entries()) {
    const inline = tokens[index + 1]
    if (token.type !== 'heading_open' || inline === undefined) continue
    const brace = inline.content.lastIndexOf('{')
    const [, id] = brace < 0 ? [] : (WRITTEN.exec(inline.content.slice(brace).trimEnd()) ?? [])
    if (id === undefined) continue
    token.attrSet('id', id)
    inline.content = inline.content.slice(0, brace).trimEnd()
  }
}

function identify({ tokens }: StateCore): void {
  const links = linksIn(tokens)
  const wanted = new Map(links.map(({ fragment }) => [letters(fragment), fragment]))
  /** By the letters of each heading; '' for one without an id. */
  const ids = new Map<string, string>()
  const used = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue
    const { children, content = '' } = tokens[index + 1] ?? {}
    const key = keyOf(plainText(children ?? []), ids)
    // some systems make ids of the names of emoji
    const fragment = wanted.get(key) ?? wanted.get(letters(content))
    const id = idFor(token, fragment, key)
    const isFree = id !== '' && !used.has(id) && !NOTE_ID.test(id)
    token.attrs = isFree ? [['id', id]] : null
    ids.set(key, isFree ? id : '')
    if (!isFree) continue
    used.add(id)
    ids.set(letters(fragment ?? key), id)
  }
  lead(links, ids, used)
}

/** Links lead to the ids, however they are spelled. */
function lead(links: readonly Link[], ids: ReadonlyMap<string, string>, used: ReadonlySet<string>): void {
  for (const { token, fragment } of links) {
    const id = used.has(fragment) ? undefined : ids.get(letters(fragment))
    if (id) token?.attrSet('href', `#${id}`)
  }
}

function idFor(token: Token, fragment: string | undefined, key: string): string {
  const id = token.attrGet('id')
  if (id !== null || fragment === undefined) return String(id ?? '')
  return ID.test(fragment) ? fragment : key
}

/** For most systems the second heading of a name is `name-1`. */
function keyOf(text: string, ids: Map<string, string>): string {
  const name = letters(text)
  if (!ids.has(name)) return name
  const count = Number(ids.get(`${name} `) ?? 0) + 1
  ids.set(`${name} `, String(count))
  return `${name}${count}`
}

/** The letters and digits of a name: systems differ in what they make of other signs. */
export function letters(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '')
}

interface Link {
  /** Absent for a link in raw HTML. */
  readonly token?: Token
  readonly fragment: string
}

function linksIn(tokens: readonly Token[]): Link[] {
  return tokens.flatMap((token) => {
    const { type, content, children } = token
    if (children !== null) return linksIn(children)
    if (type.startsWith('html_'))
      return [...content.matchAll(RAW_LINK)].map(([, fragment = '']) => ({ fragment }))
    const href = type === 'link_open' ? String(token.attrGet('href')) : ''
    return href.startsWith('#') && href.length > 1 ? [{ token, fragment: decoded(href.slice(1)) }] : []
  })
}
