/**
 * Boxes with a title: `:::note Title` … `:::` (Docusaurus, VuePress), `!!! note "Title"` (Python-Markdown) and
 * `> [!NOTE] Title` (GitHub, Obsidian). In a feed each is a quotation that begins with its title in bold.
 */
import type { MarkdownIt, StateBlock, StateCore, Token } from 'markdown-it'
import { ANYWHERE, isIndented, removeBlock, startOf } from './dialect.ts'
import { spend } from './limits.ts'

const KINDS: ReadonlySet<string> = new Set(
  `note tip info important warning warn caution danger success question todo failure bug example quote abstract
  summary tldr hint check done help faq attention fail missing error cite details seealso secondary spoiler`.split(
    /\s+/,
  ),
)

/** Longer is no title. */
const MAX_TITLE = 300

const CONTAINER = /^:{3,}[ \t]*([\p{L}][\p{L}\d_-]*)?[ \t]*/u
const COLONS = /^(:{3,})[ \t]*(.?)/
/** The words behind backticks hold no other one (CommonMark 0.31.2, section 4.5). */
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})(.*)/
const CONTAINER_TITLE = /^\[([^\]]*)\]|\btitle=["']([^"']*)["']|^(?!\{)([^{]+)/
const ADMONITION =
  /^(?:!!!|\?\?\?\+?)[ \t]+([\p{L}][\p{L}\d_-]*)(?:[ \t]+[\p{L}\d_-]+)*[ \t]*(?:"([^"]*)")?[ \t]*$/u
const CALLOUT = /^\[!([\p{L}][\p{L}\d_ -]{0,30})(?:\|[^\]\n]{0,100})?\][+-]?[ \t]*([^\n]*)(?:\n|$)/u

export function admonitions(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'container', container, ANYWHERE)
  markdown.block.ruler.before('fence', 'admonition', admonition, ANYWHERE)
  markdown.core.ruler.before('inline', 'callouts', callouts)
  markdown.renderer.rules.title_open = () => '<p><strong>'
  markdown.renderer.rules.title_close = () => '</strong></p>\n'
}

function lineAt(state: StateBlock, line: number): string {
  const start = startOf(state, line)
  return state.src.slice(start, Math.min(state.eMarks[line] ?? start, start + MAX_TITLE))
}

function container(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (!state.src.startsWith(':::', startOf(state, start))) return false
  const close = closingLine(state, start, end)
  if (close === undefined) return false
  if (silent) return true
  const line = lineAt(state, start)
  const [opening = '', kind = ''] = CONTAINER.exec(line) ?? []
  const rest = line.slice(opening.length).replace(/[: \t]{1,20}$/, '')
  const [, label, title, text] = CONTAINER_TITLE.exec(rest) ?? []
  const isBox = KINDS.has(kind.toLowerCase())
  if (!isBox) removeBlock(state, 'a container', start)
  const content = { from: start + 1, to: close, indent: 0 }
  if (isBox) box(state, start, title ?? label ?? text?.trim() ?? '', kind, content)
  else inside(state, content)
  state.line = close + 1
  return true
}

/** The line with as many colons that closes the container which begins at a line; in code there is none. */
function closingLine(state: StateBlock, start: number, end: number): number | undefined {
  const [, colons] = COLONS.exec(lineAt(state, start)) ?? []
  let depth = 1
  let fence = ''
  for (let line = start + 1; line < end; line++) {
    spend(state.env)
    const text = lineAt(state, line)
    fence = fenceAfter(fence, text)
    const [, signs, name] = COLONS.exec(text) ?? []
    if (fence === '' && signs === colons) depth += name === '' ? -1 : 1
    if (depth === 0) return line
  }
  return undefined
}

/** The fence of the code that goes on after a line; '' for none. */
function fenceAfter(fence: string, line: string): string {
  const [, mark = '', info = ''] = FENCE.exec(line) ?? []
  if (fence === '') return mark
  return mark.startsWith(fence) && info.trim() === '' ? '' : fence
}

function admonition(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const position = startOf(state, start)
  if (!state.src.startsWith('!!!', position) && !state.src.startsWith('???', position)) return false
  const [whole, kind = '', title = ''] = ADMONITION.exec(lineAt(state, start)) ?? []
  let last = start
  for (let line = start + 1; line < end && (state.isEmpty(line) || isIndented(state, line)); line++)
    if (!state.isEmpty(line)) last = line
    else if (silent) break
  if (whole === undefined || last === start) return false
  if (!silent) box(state, start, title, kind, { from: start + 1, to: last + 1, indent: 4 })
  if (!silent) state.line = last + 1
  return true
}

/** Lines, and by how many columns they are indented. */
interface Content {
  readonly from: number
  readonly to: number
  readonly indent: number
}

function box(state: StateBlock, line: number, title: string, kind: string, content: Content): void {
  state.push('blockquote_open', 'blockquote', 1)
  const tokens = titleOf(state.Token, title || named(kind), state.level, [line, line + 1])
  for (const token of tokens) state.tokens.push(token)
  inside(state, content)
  state.push('blockquote_close', 'blockquote', -1)
}

function inside(state: StateBlock, { from, to, indent }: Content): void {
  const { lineMax, blkIndent, parentType } = state
  state.lineMax = to
  state.blkIndent += indent
  state.parentType = 'root'
  // counted, so that nesting is bounded
  state.level += 1
  state.md.block.tokenize(state, from, to)
  state.level -= 1
  Object.assign(state, { lineMax, blkIndent, parentType })
}

function named(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase()
}

function titleOf(TokenOf: typeof Token, content: string, level: number, map: Token['map']): Token[] {
  const inline = Object.assign(new TokenOf('inline', '', 0), { content, children: [] })
  const tokens = [new TokenOf('title_open', 'p', 1), inline, new TokenOf('title_close', 'p', -1)]
  return tokens.map((token) => Object.assign(token, { block: true, level, map }))
}

function callouts(state: StateCore): void {
  if (!state.src.includes('[!')) return
  const tokens: Token[] = []
  for (const [index, token] of state.tokens.entries()) {
    const begins = token.type === 'paragraph_open' && tokens.at(-1)?.type === 'blockquote_open'
    const inline = begins ? state.tokens[index + 1] : undefined
    const title = inline === undefined ? [] : calloutTitle(token, inline, state)
    tokens.push(...title, token)
    const rest = inline?.content === '' ? state.tokens.slice(index, index + 3) : []
    for (const empty of rest) empty.hidden = true
  }
  state.tokens = tokens
}

function calloutTitle(paragraph: Token, inline: Token, { Token }: StateCore): Token[] {
  const [first, kind = '', title = ''] = CALLOUT.exec(inline.content) ?? []
  if (first === undefined) return []
  inline.content = inline.content.slice(first.length)
  inline.map = inline.map && [inline.map[0] + 1, inline.map[1]]
  return titleOf(Token, title.trim() || named(kind), paragraph.level, paragraph.map)
}
