/** What other systems read and do not show: kramdown's and Pandoc's attribute lists, and tables of contents. */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { ANYWHERE, removeBlock, removeInline, startOf } from './dialect.ts'

/** kramdown's `{: .note}`, `{:toc}`, `{:name: .x}` and `{::options … /}`. */
const KRAMDOWN = String.raw`\{:[ \t]*[.#]?\w[^{}\n]{0,300}\}|\{::(?:options|nomarkdown)[^{}\n]{0,300}\}|\{:/(?:nomarkdown)?\}`
/** Pandoc's and markdown-it-attrs' `{.note width=50%}`, directly behind what it belongs to. */
const VALUE = String.raw`(?:"[^"{}\n]{0,200}"|[^\s"{}]{1,200})`
const ATTRIBUTE = String.raw`(?:[.#][\w-]+|[\w-]+=${VALUE})`
const PANDOC = String.raw`\{[ \t]*${ATTRIBUTE}(?:[ \t]+${ATTRIBUTE}){0,20}[ \t]*\}`

const INLINE = new RegExp(KRAMDOWN, 'y')
const BEHIND = new RegExp(PANDOC, 'y')
const BLOCK = new RegExp(`^(?:${KRAMDOWN}|${PANDOC})$`)
const CONTENTS =
  /^(?:\[\[_?toc_?\]\]|\[toc\]|@\[toc\]|\{\{[<%]?\s*toc\s*[>%]?\}\}|\{:[ \t]*toc\b[^{}\n]{0,300}\})$/i
const ID = /#([\w.:-]+)/

/** Longer is none. */
const MAX_LENGTH = 400

export function attributeLists(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'attribute_list', block, ANYWHERE)
  markdown.inline.ruler.before('link', 'attribute_list', inline)
  const { parseLinkTitle } = markdown.helpers
  markdown.helpers.parseLinkTitle = (text, start, max, previous) =>
    alignment(text, start) ?? parseLinkTitle(text, start, max, previous)
}

/** Hashnode's, in the place of a title: `![A pot](pot.png align="center")`. */
const ALIGN = /align="[a-z]{1,10}"(?=[ \t]*\))/y

function alignment(text: string, start: number) {
  ALIGN.lastIndex = start
  const [written] = ALIGN.exec(text) ?? []
  return written === undefined
    ? undefined
    : { ok: true, can_continue: false, pos: start + written.length, str: '', marker: 0 }
}

/** A line of its own. */
function block(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  const to = state.eMarks[start] ?? from
  if (!'[{@'.includes(state.src.charAt(from)) || to - from > MAX_LENGTH) return false
  const text = state.src.slice(from, to).trim()
  const isContents = CONTENTS.test(text)
  if (!isContents && !BLOCK.test(text)) return false
  if (silent) return true
  if (text.startsWith('{')) apply(state, text, isContents)
  removeBlock(state, isContents ? 'a page directive' : 'an attribute list', start)
  state.line = start + 1
  return true
}

/** `{:toc}` replaces the list before it; `{: #id}` names the heading before it. */
function apply({ tokens }: StateBlock, text: string, isContents: boolean): void {
  const [, id] = ID.exec(text) ?? []
  const before = tokens.at(-1)?.type ?? ''
  const heading = tokens.at(-3)
  if (isContents && before.endsWith('_list_close')) removeList(tokens)
  else if (id !== undefined && before === 'heading_close') heading?.attrSet('id', id)
}

/** A list of one item: kramdown's `* TOC`. */
function removeList(tokens: StateBlock['tokens']): void {
  const level = tokens.at(-1)?.level
  const open = tokens.findLastIndex((token, index) => index < tokens.length - 1 && token.level === level)
  if (tokens.length - open <= ONE_ITEM) tokens.length = open
}

/** Tokens of a list of one item with one paragraph. */
const ONE_ITEM = 7

function inline(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (src.charAt(pos) !== '{') return false
  const pattern = src.charAt(pos + 1) === ':' ? INLINE : BEHIND
  if (pattern === BEHIND && !/[)\]*_`>~]/.test(src.charAt(pos - 1))) return false
  pattern.lastIndex = pos
  const [text] = pattern.exec(src) ?? []
  if (text === undefined || pos + text.length > posMax) return false
  if (!silent) removeInline(state, 'an attribute list', pos + text.length)
  state.pos += text.length
  return true
}
