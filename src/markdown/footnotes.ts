/**
 * Footnotes: `[^label]`, `[^label]: text` (further paragraphs indented by four), and `^[text]`.
 *
 * Not markdown-it-footnote (4.0.0): 20,000 of its notes take 22 seconds, a definition within a definition
 * loses text, and its ids and wrappers are made for one page, not for many posts in one reader.
 * Here a definition is parsed apart, and its text is inserted for the first reference.
 */

import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it'
import { isIndented, isInLink, startOf } from './dialect.ts'
import { MAX_NESTING, spend, tooDeep } from './limits.ts'

interface Note {
  readonly content: Token[]
  /** Counted from 1 in the order of first reference; 0 before that. */
  number: number
  references: number
}

interface Footnotes {
  readonly defined: Map<string, Note>
  readonly referenced: Note[]
  /** Depth of definitions within definitions. */
  depth: number
}

/** Longer is no label. The bound keeps a search for its end from running through the post. */
const LABEL = '\\[\\^([^\\s\\[\\]]{1,200})\\]'
const DEFINITION = new RegExp(`^${LABEL}:[ \\t]*`)
const REFERENCE = new RegExp(LABEL, 'y')

/** U+FE0E keeps systems from showing the arrow as a coloured emoji. */
const BACK = '\u21a9\ufe0e'

export function footnotes(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'footnote_definition', define, { alt: ['paragraph', 'reference'] })
  markdown.inline.ruler.before('link', 'footnote_reference', refer)
  markdown.inline.ruler.before('link', 'footnote_inline', note)
  markdown.core.ruler.after('inline', 'footnote_list', list)
  markdown.renderer.rules.footnote_reference = (tokens, index, _options, _env, renderer) =>
    `<sup>${anchor(tokens[index], renderer)}</sup>`
  markdown.renderer.rules.footnote_back = (tokens, index, _options, _env, renderer) =>
    ` ${anchor(tokens[index], renderer)}`
}

function anchor(token: Token | undefined, renderer: MarkdownIt['renderer']): string {
  return token ? `<a${renderer.renderAttrs(token)}>${token.content}</a>` : ''
}

function footnotesOf(env: { footnotes?: Footnotes }): Footnotes {
  env.footnotes ??= { defined: new Map(), referenced: [], depth: 0 }
  return env.footnotes
}

/** The first definition of a label counts, as CommonMark has it for links. */
function define(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (!state.src.startsWith('[^', startOf(state, start)) || isIndented(state, start)) return false
  const line = state.getLines(start, start + 1, state.sCount[start] ?? 0, false)
  const [opening, label] = DEFINITION.exec(line) ?? []
  if (opening === undefined || label === undefined) return false
  if (silent) return true
  const next = endOfDefinition(state, start + 1, end)
  const rest = state.getLines(start + 1, next, state.blkIndent + 4, false)
  const content = parseApart(state, `${line.slice(opening.length)}\n${rest}`)
  const { defined } = footnotesOf(state.env)
  if (!defined.has(label)) defined.set(label, { content, number: 0, references: 0 })
  state.line = next
  return true
}

function parseApart(state: StateBlock, text: string): Token[] {
  const notes = footnotesOf(state.env)
  const tokens: Token[] = []
  notes.depth += 1
  if (notes.depth > MAX_NESTING) throw tooDeep()
  state.md.block.parse(text, state.md, state.env, tokens)
  notes.depth -= 1
  return tokens
}

/** The line after the definition's last: it holds what is indented, and the rest of its first paragraph. */
function endOfDefinition(state: StateBlock, from: number, end: number): number {
  let next = from
  let inFirst = true
  for (let line = from; line < end; line += 1) {
    inFirst &&= !state.isEmpty(line)
    if (state.isEmpty(line)) continue
    if (!isIndented(state, line) && (!inFirst || endsParagraph(state, line, end))) break
    next = line + 1
  }
  return next
}

function endsParagraph(state: StateBlock, line: number, end: number): boolean {
  return state.md.block.ruler.getRules('paragraph').some((rule) => rule(state, line, end, true))
}

/** `[^label]`; not within a link, since links do not nest. */
function refer(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('[^', state.pos) || isInLink(state)) return false
  REFERENCE.lastIndex = state.pos
  const [text = '', label = ''] = REFERENCE.exec(state.src) ?? []
  const found = footnotesOf(state.env).defined.get(label)
  if (!found || state.pos + text.length > state.posMax) return false
  if (!silent) pushReference(state, found)
  state.pos += text.length
  return true
}

/** `^[text]`. */
function note(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('^[', state.pos) || isInLink(state)) return false
  const end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
  if (end < 0) return false
  if (!silent) {
    const content = paragraph(state.Token, state.src.slice(state.pos + 2, end))
    pushReference(state, { content, number: 0, references: 0 })
  }
  state.pos = end + 1
  return true
}

function paragraph(TokenOf: typeof Token, text: string): Token[] {
  const inline = new TokenOf('inline', '', 0)
  inline.content = text
  inline.children = []
  return [block(TokenOf, 'paragraph_open', 'p', 1), inline, block(TokenOf, 'paragraph_close', 'p', -1)]
}

function block(TokenOf: typeof Token, type: string, tag: string, nesting: -1 | 0 | 1): Token {
  const token = new TokenOf(type, tag, nesting)
  token.block = true
  return token
}

/** Tokens of a note in the list, and of the link back from it, which are made once the post has been parsed. */
const TOKENS = { note: 6, linkBack: 1 }

function pushReference(state: StateInline, to: Note): void {
  spend(state.env, to.number === 0 ? TOKENS.note + TOKENS.linkBack : TOKENS.linkBack)
  to.number ||= footnotesOf(state.env).referenced.push(to)
  to.references += 1
  const token = state.push('footnote_reference', 'a', 0)
  token.content = `[${to.number}]`
  token.attrs = [
    ['href', `#fn${to.number}`],
    ['id', referenceId(to, to.references)],
  ]
}

function referenceId(to: Note, nth: number): string {
  return nth === 1 ? `fnref${to.number}` : `fnref${to.number}-${nth}`
}

/** Puts the notes at the end. Only now their text is read, so a note may refer to further notes. */
function list(state: StateCore): void {
  const { referenced } = footnotesOf(state.env)
  if (referenced.length === 0) return
  for (const { content } of referenced) parseInline(state, content)
  state.tokens.push(block(state.Token, 'hr', 'hr', 0))
  state.tokens.push(block(state.Token, 'ordered_list_open', 'ol', 1))
  for (const one of referenced) pushItem(state, one)
  state.tokens.push(block(state.Token, 'ordered_list_close', 'ol', -1))
}

function parseInline(state: StateCore, tokens: readonly Token[]): void {
  for (const { type, content, children } of tokens) {
    if (type === 'inline' && children) state.md.inline.parse(content, state.md, state.env, children)
  }
}

function pushItem(state: StateCore, one: Note): void {
  const item = block(state.Token, 'list_item_open', 'li', 1)
  item.attrs = [['id', `fn${one.number}`]]
  state.tokens.push(item)
  for (const token of withLinksBack(state, one)) state.tokens.push(token)
  state.tokens.push(block(state.Token, 'list_item_close', 'li', -1))
}

/** The links back stand at the end of the last paragraph, or in one of their own. */
function withLinksBack(state: StateCore, one: Note): Token[] {
  const ends = one.content.at(-1)?.type === 'paragraph_close'
  const tokens = ends ? one.content : [...one.content, ...paragraph(state.Token, '')]
  const children = tokens.at(-2)?.children
  for (let nth = 1; nth <= one.references; nth += 1) {
    const token = new state.Token('footnote_back', 'a', 0)
    token.content = BACK
    token.attrs = [['href', `#${referenceId(one, nth)}`]]
    children?.push(token)
  }
  return tokens
}
