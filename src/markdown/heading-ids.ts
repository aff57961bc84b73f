/** Ids of headings: those that are written, `## Pots {#pots}`, and those that a link of the post needs. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { decoded } from '../base/text.ts'
import { ID } from './addresses.ts'
import { plainText } from './summary.ts'

const WRITTEN = /^\{:?[ \t]*#([\w.:-]+)[^{}\n]*\}$/
const RAW_LINK = /\shref\s*=\s*["']?#([^"'\s>]+)/gi

/** Zola writes their names in ids, as `crab` and `woman-computer`. */
const EMOJI = /\p{Extended_Pictographic}/u
const MAX_EMOJI_WORDS = 6

/** What is compared word by word is bounded: the fragments of a post, and the words of a fragment. */
const MAX_SIMILAR = 500
const MAX_WORDS = 40

export interface HeadingEnv {
  /** Ids by the letters of their headings, and of the fragments that lead to them. */
  readonly headings: Map<string, string>
}

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
  const { headings: ids }: HeadingEnv = env
  const headings = headingsIn(tokens)
  const keys = new Set(headings.flatMap(({ key, written }) => [key, written]))
  const fragments = new Map(fragmentsIn(tokens).map((fragment) => [letters(fragment), fragment]))
  const similar = new Similar([...fragments].flatMap(([key, fragment]) => (keys.has(key) ? [] : fragment)))
  // blocks have names, too
  const used = new Set(tokens.flatMap((token) => (token.type === 'heading_open' ? [] : idOf(token))))
  for (const { token, key, written, text } of headings) {
    const other = similar.take(text)
    const fragment = fragments.get(key) ?? fragments.get(written) ?? other
    const id = idFor(token, fragment, key)
    const isFree = id !== '' && !used.has(id) && !NOTE_ID.test(id)
    token.attrs = isFree ? [['id', id]] : null
    if (!isFree) continue
    used.add(id)
    for (const name of [key, fragment, other]) if (name !== undefined) ids.set(letters(name), id)
  }
}

function idOf(token: Token): string[] {
  const id = token.attrGet('id')
  return id === null ? [] : [String(id)]
}

interface Heading {
  readonly token: Token
  readonly text: string
  /** The letters of its text, with a number from the second heading of this name on. */
  readonly key: string
  /** The letters of its Markdown, where emoji have names. */
  readonly written: string
}

function headingsIn(tokens: readonly Token[]): Heading[] {
  const counts = new Map<string, number>()
  return tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return []
    const { children, content = '' } = tokens[index + 1] ?? {}
    const text = plainText(children ?? [])
    const name = letters(text)
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    // most systems write name-1 for the second one
    const key = count === 0 ? name : `${name}${count}`
    return { token, text, key, written: letters(content) }
  })
}

/** Fragments that are the name of no heading, by the headings that they may mean. */
class Similar {
  /** By their letters without accents: Zola's ids have none. */
  readonly #plain: ReadonlyMap<string, string>
  /** By the letters that are left without the words that may name an emoji. */
  readonly #shortened = new Map<string, Set<string>>()

  constructor(all: readonly string[]) {
    const fragments = all.slice(0, MAX_SIMILAR)
    this.#plain = new Map(fragments.map((fragment) => [plainWords(fragment).join(''), fragment]))
    for (const fragment of fragments)
      for (const rest of withoutSomeWords(fragment)) {
        const known = this.#shortened.get(rest) ?? new Set()
        this.#shortened.set(rest, known.add(fragment))
      }
  }

  /** The fragment that means a heading. If headings differ only in their emoji, each takes the next one. */
  take(text: string): string | undefined {
    const name = plainWords(text).join('')
    const shortened = EMOJI.test(text) ? this.#shortened.get(name) : undefined
    const [fragment] = shortened ?? []
    if (fragment !== undefined) shortened?.delete(fragment)
    return this.#plain.get(name) ?? fragment
  }
}

/** The letters of a fragment without one to six words in a row. */
function withoutSomeWords(fragment: string): string[] {
  const words = plainWords(fragment)
  if (words.length > MAX_WORDS) return []
  const counts = Array.from({ length: MAX_EMOJI_WORDS }, (_, index) => index + 1)
  const rests = [...words.keys()].flatMap((start) =>
    counts.map((count) => words.toSpliced(start, count).join('')),
  )
  return rests.filter((rest) => rest !== '')
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

/** The words of a name, without accents. */
function plainWords(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.match(/[\p{L}\p{N}]+/gu) ?? []
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
