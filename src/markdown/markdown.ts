/** Markdown to tokens and tokens to HTML: CommonMark, GitHub's additions and footnotes. */

import Markdown, { type MarkdownIt, type StateCore, type Token } from 'markdown-it'
import deflist from 'markdown-it-deflist'
import type { RenderContext, Syntax } from './addresses.ts'
import { admonitions } from './admonitions.ts'
import { attributeLists } from './attribute-lists.ts'
import { autolinks } from './autolinks.ts'
import type { Env } from './dialect.ts'
import { abbreviations, emoji, marks } from './emoji-and-marks.ts'
import { footnotes } from './footnotes.ts'
import { headingIds } from './heading-ids.ts'
import { hiddenRemarks, htmlWithoutRemarks, withoutRemarks } from './hidden-remarks.ts'
import { budget, MAX_NESTING, maxHtml, tooDeep, tooMuchHtml } from './limits.ts'
import { esm, expressionAttributes, mdx, reportComponents, withoutExpressions } from './mdx.ts'
import { blockIds, wikiLinks } from './obsidian.ts'
import { isComment, linesIn, outsideCode, type RawHtml, withEmbedsAsLinks } from './raw-html.ts'
import { MORE, MORE_MARK, plainText } from './summary.ts'
import { tags, tagsInHtml } from './tags.ts'
import { codeBlocks, math } from './verbatim.ts'

/** GitHub's: a box at the start of a list item. Readers drop `<input>`, so a character shows its state. */
const TASK = /^\[([ xX])\](?=\s)/
export const BOX = { empty: '☐', checked: '☑' }

/** One above ours: the library drops what is deeper without a word, so `guard` has to see it first. */
const options = { html: true, linkify: true, maxNesting: MAX_NESTING + 1 }
const markdown = library()
const LIBRARIES: Readonly<Record<Syntax, MarkdownIt>> = {
  md: markdown,
  mdx: library().use(mdx),
  html: library().use(htmlOnly),
}

function library(): MarkdownIt {
  const markdown = new Markdown(options)
    .use(footnotes)
    .use(wikiLinks)
    .use(hiddenRemarks)
    .use(math)
    .use(tags)
    .use(esm)
    .use(expressionAttributes)
    .use(codeBlocks)
    .use(admonitions)
    .use(attributeLists)
    .use(deflist)
    .use(marks)
    .use(blockIds)
    .use(abbreviations)
    .use(budget)
    .use(autolinks)
    .use(emoji)
    .use(headingIds)
  // Every address is judged in addresses.ts; one refused here would leave its Markdown marks in the text.
  markdown.validateLink = () => true
  markdown.core.ruler.at('inline', inlineContent)
  markdown.core.ruler.push('finish', finish)
  markdown.renderer.rules.html_block = rawHtml
  markdown.renderer.rules.html_inline = rawHtml
  markdown.renderer.rules.image = (tokens, index, options, _env, renderer) => {
    const image = tokens[index]
    image?.attrSet('alt', plainText(image.children ?? []))
    return renderer.renderToken(tokens, index, options)
  }
  return markdown
}

/** Tokens, and facts collected in one pass over them. */
export interface Parsed {
  readonly tokens: Token[]
  readonly env: Env
  /** Comments too. */
  readonly html: RawHtml[]
  /** Ids that Markdown itself creates: footnotes. */
  readonly ids: string[]
  /** Characters of all attributes. */
  targets: number
}

/** Everything outside of a text on which its tokens depend. */
type ParseContext = Partial<Pick<RenderContext, 'find' | 'origin' | 'syntax'>>

/** @throws RenderError if the text nests too deep, would cost too much, or leaves a hidden remark open. */
export function parse(text: string, { find, origin, syntax = 'md' }: ParseContext = {}): Parsed {
  const env: Env = {
    ...{ text, find, origin },
    hidden: new Map(),
    removals: new Map(),
    headings: new Map(),
    abbreviations: new Map(),
  }
  const tokens = LIBRARIES[syntax].parse(text, env)
  const parsed: Parsed = { tokens, env, html: [], ids: [], targets: 0 }
  look(tokens, parsed, 0)
  if (parsed.targets > maxHtml(text.length)) throw tooMuchHtml(text.length)
  return parsed
}

function look(tokens: readonly Token[], seen: Parsed, start: number): void {
  let line = start
  for (const token of tokens) {
    const { type, level, attrs, children, map } = token
    line = map?.[0] ?? line
    if (level > MAX_NESTING) throw tooDeep()
    if (type.startsWith('html_')) lookAtHtml(token, seen, line)
    if (attrs !== null) lookAtAttributes(attrs, seen)
    if (children !== null) look(children, seen, line)
    line += linesWithin(token)
  }
}

function linesWithin({ type, content }: Token): number {
  if (type === 'html_inline') return linesIn(content)
  return type === 'softbreak' || type === 'hardbreak' ? 1 : 0
}

function lookAtHtml(token: Token, { html, env }: Parsed, line: number): void {
  if (!isComment(token.content)) token.content = withEmbedsAsLinks(readable(token.content, env))
  html.push({ content: token.content, line })
}

function readable(html: string, env: Env): string {
  return outsideCode(htmlWithoutRemarks(html, env.hidden), (part) => {
    reportComponents(part, env)
    return withoutExpressions(tagsInHtml(part, env))
  })
}

function lookAtAttributes(attrs: NonNullable<Token['attrs']>, seen: Parsed): void {
  for (const attribute of attrs) {
    const [name, value] = attribute
    if (name === 'title') attribute[1] = withoutRemarks(String(value), seen.env.hidden)
    seen.targets += String(value).length
    if (name === 'id') seen.ids.push(String(value))
  }
}

/** HTML of the tokens; raw HTML stays as written. */
export function write(tokens: Token[], env: Env): string {
  return markdown.renderer.render(tokens, markdown.options, env)
}

function rawHtml(tokens: Token[], index: number): string {
  const html = tokens[index]?.content ?? ''
  if (!isComment(html)) return html.replace(MORE, MORE_MARK)
  return html.search(MORE) < 0 ? '' : MORE_MARK
}

/** The whole text is raw HTML. */
function htmlOnly({ core }: MarkdownIt): void {
  core.ruler.at('block', ({ src, tokens, Token }) => {
    const html = new Token('html_block', '', 0)
    html.content = src
    html.map = [0, src.split('\n').length]
    tokens.push(html)
  })
}

/** The library's rule, with the line at which the text of each token begins. */
function inlineContent({ tokens, md, env }: StateCore): void {
  const shared: Env = env
  for (const { type, content, children, map } of tokens) {
    if (type !== 'inline' || children === null) continue
    shared.line = map?.[0]
    md.inline.parse(content, md, env, children)
  }
  shared.line = undefined
}

function finish({ tokens }: StateCore): void {
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'list_item_open') markTask(tokens[index + 2]?.children?.[0])
    if (token.attrs !== null) alignCell(token)
  }
}

function markTask(first: Token | undefined): void {
  if (first?.type !== 'text') return
  first.content = first.content.replace(TASK, (_, mark) => (mark === ' ' ? BOX.empty : BOX.checked))
}

/** By an attribute: readers drop `style`. */
function alignCell(token: Token): void {
  const [, align] = /^text-align:(\w+)$/.exec(String(token.attrGet('style'))) ?? []
  if (align !== undefined) token.attrs = [['align', align]]
}
