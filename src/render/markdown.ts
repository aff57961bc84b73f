/** Markdown to tokens and tokens to HTML: CommonMark, GitHub's additions and footnotes. */

import Markdown, { type MarkdownIt, type StateBlock, type StateCore, type Token } from 'markdown-it'
import type { Addresses } from './addresses.ts'
import { footnotes } from './footnotes.ts'
import { MAX_NESTING, MAX_STEPS, MAX_TARGETS, tooComplex, tooDeep } from './limits.ts'
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
  .use(limits)
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

/** @throws RenderError if the text nests too deep or would cost too much. */
export function parse(text: string, find?: Find): Token[] {
  const tokens = markdown.parse(text, { find })
  let targets = 0
  visit(tokens, ({ level, attrs }) => {
    if (level > MAX_NESTING) throw tooDeep()
    if (attrs !== null) for (const [, value] of attrs) targets += String(value).length
  })
  if (targets > MAX_TARGETS) throw tooComplex()
  return tokens
}

/** HTML with addresses and ids as they stand in the tokens, and raw HTML as it was written. */
export function write(tokens: Token[]): string {
  return markdown.renderer.render(tokens, markdown.options, {})
}

export function visit(tokens: readonly Token[], look: (token: Token) => void): void {
  for (const token of tokens) {
    look(token)
    if (token.children) visit(token.children, look)
  }
}

export function isRawHtml({ type, content }: Token): boolean {
  return (type === 'html_block' || type === 'html_inline') && !isComment(content)
}

/** Nothing but one comment. `<!-->` is one too (CommonMark 0.31.2, section 6.6). */
function isComment(html: string): boolean {
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
    rewriteInline(token.children ?? [], to)
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

interface Budget {
  steps?: number
}

/** Counts what the parser tries. Its own bounds are per line; these are for the post. */
function limits(library: MarkdownIt): void {
  const everywhere = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  library.block.ruler.before('table', 'limits', guard, everywhere)
  const skipToken = library.inline.skipToken.bind(library.inline)
  library.inline.skipToken = (state) => {
    spend(state.env)
    skipToken(state)
  }
}

function guard(state: StateBlock): boolean {
  if (state.level >= MAX_NESTING) throw tooDeep()
  if (state.tokens.length > MAX_STEPS) throw tooComplex()
  spend(state.env)
  return false
}

function spend(budget: Budget): void {
  budget.steps = (budget.steps ?? 0) + 1
  if (budget.steps > MAX_STEPS) throw tooComplex()
}

/** Without one of these there is nothing to link; the library's own way to find out is much slower. */
const MAYBE_LINK = /https?:|www\.|@/i

/** What GitHub links: http(s) addresses, `www.` and e-mail, but no `//example.org` and no `readme.md`. */
function autolinks({ linkify }: MarkdownIt): void {
  const { src_domain, src_domain_root, src_port, src_host_terminator, src_path } = linkify.re
  const site = new RegExp(
    `(?:localhost|(?:(?:${src_domain})[.]){1,10}${src_domain_root})${src_port}${src_host_terminator}${src_path}`,
    'iy',
  )
  linkify.set({ fuzzyLink: false }).tlds('[a-z]{2,63}').add('ftp:', null).add('//', null)
  linkify.add('www.', {
    validate: (text, position) => {
      site.lastIndex = position
      return site.exec(text)?.[0].length ?? 0
    },
    normalize: (match) => {
      match.url = `http://${match.url}`
    },
  })
  const test = linkify.test.bind(linkify)
  linkify.pretest = (text) => MAYBE_LINK.test(text)
  linkify.test = (text) => MAYBE_LINK.test(text) && test(text)
}

/** An address that the library would give back as it is. */
const PLAIN_ADDRESS = /^https?:\/\/[a-z\d.-]+(?:\/[\w.~/-]*)?(?:\?[\w.~/&=+-]*)?$/

/** Spares most addresses being taken to pieces and put together again. */
function plainAddresses(library: MarkdownIt): void {
  const normalize = library.normalizeLink
  library.normalizeLink = (address) => (PLAIN_ADDRESS.test(address) ? address : normalize(address))
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
