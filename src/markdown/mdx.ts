/**
 * MDX read as Markdown: without its components, whose children stay, and without its expressions. In `.md` files only
 * the expressions among the attributes of HTML go, since no browser understands the tag with them.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { ANYWHERE, type Env, lineOf, remove, removeBlock, removeInline, startOf } from './dialect.ts'
import { braceEnd, type JsxTag, jsxTagAt, stringIn } from './jsx.ts'

/** Expressions among the attributes of HTML. */
export function expressionAttributes(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('html_inline', 'jsx_tag', tagRule(false))
}

/** For files named `.mdx`. */
export function mdx(markdown: MarkdownIt): void {
  // children of components are indented
  markdown.disable('code')
  markdown.block.ruler.before('fence', 'jsx_block', block, ANYWHERE)
  markdown.inline.ruler.at('jsx_tag', tagRule(true))
  markdown.inline.ruler.before('link', 'jsx_expression', expression)
}

/** Takes tags of HTML with expressions, and in MDX also those of components. */
function tagRule(isMdx: boolean) {
  return (state: StateInline, silent: boolean) => {
    const { src, pos, posMax } = state
    const tag = src.charAt(pos) === '<' ? jsxTagAt(src, pos) : undefined
    if (tag === undefined || tag.end > posMax) return false
    if (tag.isComponent ? !isMdx : !tag.hasExpressions) return false
    if (!silent) take(tag, state)
    state.pos = tag.end
    return true
  }
}

function take({ end, html, isComponent }: JsxTag, state: StateInline): void {
  const isClosing = isComponent && html.startsWith('</')
  if (!isClosing) removeInline(state, isComponent ? 'a component' : 'an expression', end)
  if (!isComponent) state.push('html_inline', '', 0).content = html
}

/** A string in braces is text: `{" "}`. */
function expression(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (src.charAt(pos) !== '{') return false
  const end = braceEnd(src, pos, state.env)
  if (end === undefined || end > posMax) return false
  const text = stringIn(src.slice(pos, end))
  if (!silent && text === undefined) removeInline(state, 'an expression', end)
  if (!silent) state.pending += text ?? ''
  state.pos = end
  return true
}

/** A component's tag or an expression with nothing behind it on its last line. */
function block(state: StateBlock, start: number, endLine: number, silent: boolean): boolean {
  const from = startOf(state, start)
  const sign = state.src.charAt(from)
  if (sign !== '<' && sign !== '{') return false
  const end = sign === '<' ? componentEnd(state, from) : expressionEnd(state, from)
  if (end === undefined) return false
  const last = lineOf(state, end, start, endLine)
  if (last >= endLine || state.src.slice(end, state.eMarks[last]).trim() !== '') return false
  if (silent) return true
  const isClosing = state.src.startsWith('</', from)
  if (!isClosing) removeBlock(state, sign === '<' ? 'a component' : 'an expression', start)
  state.line = last + 1
  return true
}

function componentEnd({ src }: StateBlock, from: number): number | undefined {
  const tag = jsxTagAt(src, from)
  return tag?.isComponent ? tag.end : undefined
}

function expressionEnd({ src, env }: StateBlock, from: number): number | undefined {
  const end = braceEnd(src, from, env)
  return end === undefined || stringIn(src.slice(from, end)) !== undefined ? undefined : end
}

/** HTML is written in lower case, or in capitals alone. */
const COMPONENT = /<[A-Z][A-Z\d]*[a-z_.][\w.]*(?=[\s/>])[^<>\n]{0,100}>?/g

/** Components that are HTML, too: the sanitizer drops their tags. */
export function reportComponents(html: string, env: Env): void {
  for (const [written] of html.matchAll(COMPONENT)) remove(env, 'a component', written)
}

/** Raw HTML without the expressions among its attributes. */
export function withoutExpressions(html: string): string {
  if (!/[={]\s*\{/.test(html)) return html
  let result = ''
  let done = 0
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    const tag = at < done ? undefined : jsxTagAt(html, at)
    if (!tag?.hasExpressions) continue
    result += html.slice(done, at) + tag.html
    done = tag.end
  }
  return result + html.slice(done)
}
