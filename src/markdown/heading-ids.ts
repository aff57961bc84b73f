/** Ids of headings: those that are written, `## Pots {#pots}`, and those that a link of the post needs. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { decoded } from '../base/text.ts'
import { ID } from './addresses.ts'
import type { Env } from './dialect.ts'
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

function identify({ tokens, env }: StateCore): void {
  const { headings: ids }: Env = env
  const headings = headingsIn(tokens)
  const keys = new Set(headings.map(({ key }) => key))
  const fragments = fragmentsIn(tokens)
  const byLetters = new Map(fragments.map((fragment) => [letters(fragment), fragment]))
  // Zola's ids have no accents
  const others = fragments.filter((fragment) => !keys.has(letters(fragment)))
  const byPlainLetters = new Map(others.map((fragment) => [plainLetters(fragment), fragment]))
  // blocks have names, too
  const named = tokens.filter(({ type }) => type !== 'heading_open')
  const used = new Set(named.map((token) => token.attrGet('id')))
  for (const { token, key } of headings) {
    const other = byPlainLetters.get(plainLetters(key))
    const fragment = byLetters.get(key) ?? other
    const id = idFor(token, fragment, key)
    const isFree = id !== '' && !used.has(id) && !NOTE_ID.test(id)
    token.attrs = isFree ? [['id', id]] : null
    if (!isFree) continue
    used.add(id)
    for (const name of [key, fragment, other]) if (name !== undefined) ids.set(letters(name), id)
  }
}

/** `key`: the letters of a heading's text, with a number from the second heading of this name on. */
function headingsIn(tokens: readonly Token[]) {
  const counts = new Map<string, number>()
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return []
    const name = letters(plainText(tokens[index + 1]?.children ?? []))
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    // most systems write name-1 for the second one
    return { token, key: count === 0 ? name : `${name}${count}` }
  })
}

function idFor(token: Token, fragment: string | undefined, key: string): string {
  const id = token.attrGet('id')
  if (id !== null || fragment === undefined) return String(id ?? '')
  return ID.test(fragment) ? fragment : key
}

/** The letters and digits of a name: systems differ in what they make of other signs. */
export function letters(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}|[^\p{L}\p{N}\p{M}]/gu, '')
}

function plainLetters(name: string): string {
  return letters(name.normalize('NFKD').replace(/\p{M}/gu, ''))
}

function fragmentsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    const { type, content, children } = token
    if (children !== null) return fragmentsIn(children)
    if (type.startsWith('html_')) return [...content.matchAll(RAW_LINK)].map(([, name = '']) => decoded(name))
    const href = type === 'link_open' ? String(token.attrGet('href')) : ''
    return href.startsWith('#') && href.length > 1 ? [decoded(href.slice(1))] : []
  })
}
