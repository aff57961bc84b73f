/** Markdown to tokens and tokens to HTML: CommonMark, GitHub's additions and footnotes. */

import Markdown, { type StateCore, type Token } from 'markdown-it'
import type { Addresses } from './addresses.ts'
import { autolinks, plainAddresses } from './autolinks.ts'
import { budget } from './budget.ts'
import { footnotes } from './footnotes.ts'
import { MAX_NESTING, maxHtml, tooDeep, tooMuchHtml } from './limits.ts'
import { scanning } from './scanning.ts'
import { plainText } from './summary.ts'
import { type Find, wikiLinks } from './wiki-links.ts'

/** GitHub's: a box at the start of a list item. Readers drop `<input>`, so a character shows its state. */
const TASK = /^\[([ xX])\](?=\s)/
export const BOX = { empty: '☐', checked: '☑' }

/** One above ours: the library drops what is deeper without a word, so `guard` has to see it first. */
const options = { html: true, linkify: true, maxNesting: MAX_NESTING + 1 }
const markdown = new Markdown(options)
  .use(footnotes)
  .use(wikiLinks)
  .use(budget)
  .use(autolinks)
  .use(plainAddresses)
  .use(scanning)

// Every address is judged in addresses.ts; one refused here would leave its Markdown marks in the text.
markdown.validateLink = () => true
markdown.core.ruler.at('normalize', lineEnds)
markdown.core.ruler.push('tasks', tasks)
markdown.core.ruler.push('cells', cells)
markdown.renderer.rules.html_block = rawHtml
markdown.renderer.rules.html_inline = rawHtml
markdown.renderer.rules.image = (tokens, index, options, _env, renderer) => {
  const image = tokens[index]
  image?.attrSet('alt', plainText(image.children ?? []))
  return renderer.renderToken(tokens, index, options)
}

/** A text as tokens, and what one look at them all tells. */
export interface Parsed {
  readonly tokens: Token[]
  /** Raw HTML as it was written, comments too. */
  readonly html: readonly string[]
  /** What Markdown itself gives an id: footnotes. */
  readonly ids: readonly string[]
}

/** @throws RenderError if the text nests too deep or would cost too much. */
export function parse(text: string, find?: Find): Parsed {
  const tokens = markdown.parse(text, { find })
  const seen = { html: [], ids: [], targets: 0 }
  look(tokens, seen)
  if (seen.targets > maxHtml(text.length)) throw tooMuchHtml(text.length)
  return { tokens, html: seen.html, ids: seen.ids }
}

interface Seen {
  readonly html: string[]
  readonly ids: string[]
  /** Characters of all attributes. */
  targets: number
}

function look(tokens: readonly Token[], seen: Seen): void {
  for (const { type, level, attrs, content, children } of tokens) {
    if (level > MAX_NESTING) throw tooDeep()
    if (type === 'html_block' || type === 'html_inline') seen.html.push(content)
    if (attrs !== null) lookAtAttributes(attrs, seen)
    if (children !== null) look(children, seen)
  }
}

function lookAtAttributes(attrs: NonNullable<Token['attrs']>, seen: Seen): void {
  for (const [name, value] of attrs) {
    seen.targets += String(value).length
    if (name === 'id') seen.ids.push(String(value))
  }
}

/** HTML with addresses and ids as they stand in the tokens, and raw HTML as it was written. */
export function write(tokens: Token[]): string {
  return markdown.renderer.render(tokens, markdown.options, {})
}

/** Nothing but one comment. `<!-->` is one too (CommonMark 0.31.2, section 6.6). */
export function isComment(html: string): boolean {
  const text = html.trim()
  return text.startsWith('<!--') && text.indexOf('-->', 2) === text.length - 3
}

function rawHtml(tokens: Token[], index: number): string {
  const html = tokens[index]?.content ?? ''
  return isComment(html) ? '' : html
}

/** Makes addresses absolute and ids unique, in the tokens; for posts without raw HTML. */
export function rewrite(tokens: readonly Token[], to: Addresses): void {
  for (const token of tokens) {
    rewriteAttributes(token, to)
    if (token.children !== null) rewriteInline(token.children, to)
  }
}

function rewriteInline(tokens: readonly Token[], to: Addresses): void {
  let dead = false
  for (const token of tokens) {
    if (token.type === 'image') rewriteImage(token, to)
    else rewriteAttributes(token, to)
    if (token.type === 'link_open') dead = token.attrIndex('href') < 0
    if (token.type === 'link_open' || token.type === 'link_close') token.hidden = dead
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

/** What the library does to every text, for those that need it; a text holds no NUL (see text.ts). */
function lineEnds(state: StateCore): void {
  if (state.src.includes('\r')) state.src = state.src.replace(/\r\n?/g, '\n')
}

function tasks({ tokens }: StateCore): void {
  for (const [index, { type }] of tokens.entries()) {
    if (type === 'list_item_open') markTask(tokens[index + 2]?.children?.[0])
  }
}

function markTask(first: Token | undefined): void {
  if (first?.type !== 'text') return
  first.content = first.content.replace(TASK, (_, mark) => (mark === ' ' ? BOX.empty : BOX.checked))
}

/** Table cells are aligned by an attribute: readers drop `style`. */
function cells({ tokens }: StateCore): void {
  for (const token of tokens) {
    if (token.attrs === null) continue
    const [, align] = /^text-align:(\w+)$/.exec(String(token.attrGet('style'))) ?? []
    if (align !== undefined) token.attrs = [['align', align]]
  }
}
