/**
 * MDX read as Markdown: without its components, whose children stay, and without its expressions. In `.md` files only
 * the expressions among the attributes of HTML go, since no browser understands the tag with them.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { ANYWHERE, type Env, lineOf, remove, removeBlock, removeInline, startOf } from './dialect.ts'
import { spend } from './limits.ts'

interface JsxTag {
  readonly end: number
  readonly isComponent: boolean
  readonly hasExpressions: boolean
  /** The same tag without expressions; strings in braces are ordinary values. */
  readonly html: string
}

/** In characters: a tag or an expression that is longer is none. */
const MAX_LENGTH = 5000

/** Braces in braces: an expression with more is none. */
const MAX_BRACES = 6

/** A text that shows a brace, as in `{'{'}`. */
const BRACE_STRING = '["\'`][{}]["\'`]'
const BRACES = Array.from({ length: MAX_BRACES }).reduce<string>(
  (inner) => `\\{(?:${BRACE_STRING}|(?!${BRACE_STRING})[^{}]|${inner})*\\}`,
  '\\{\\}',
)
const NAME = '[a-z_@:][\\w:@.-]*'
const VALUE = `"[^"<]*"|'[^'<]*'|[^\\s"'=<>\`{}]+|${BRACES}`
const TAG = new RegExp(
  `^<(/?)([a-z][\\w.:-]*)?(?:\\s+${NAME}(?:\\s*=\\s*(?:${VALUE}))?|\\s*${BRACES})*\\s*/?>`,
  'i',
)
const EXPRESSION = new RegExp(`"[^"]*"|'[^']*'|(?<!\\s)(?:\\s+(${NAME})\\s*=\\s*|\\s*)(${BRACES})`, 'gi')
const ONLY_BRACES = new RegExp(`^${BRACES}`)

/** Fragments, `<Tabs>` and `<motion.div>`. */
const COMPONENT_NAME = /^$|^[A-Z]|\./

/** A path or another string that stands alone in braces, or in `require()`. */
const ONLY_STRING = /^\{\s*(?:require\(\s*)?(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)\s*(?:\)(?:\.default)?)?\s*\}$/

function jsxTagAt(text: string, position: number): JsxTag | undefined {
  const [written, , name = ''] = TAG.exec(text.slice(position, position + MAX_LENGTH)) ?? []
  if (written === undefined) return undefined
  const html = written.replace(EXPRESSION, (part, key: string | undefined, expression?: string) =>
    expression === undefined ? part : attributeOf(key, expression),
  )
  const [end, hasExpressions] = [position + written.length, html !== written]
  return { end, isComponent: COMPONENT_NAME.test(name), hasExpressions, html }
}

function attributeOf(key: string | undefined, expression: string): string {
  const value = key === undefined ? undefined : stringIn(expression)
  if (value !== undefined) return ` ${key}="${escaped(value)}"`
  return hides(key, expression) ? ' hidden' : ''
}

const HIDING_STYLE = /\b(?:display\s*:\s*["'`]none|visibility\s*:\s*["'`]hidden)["'`]/
const NO = /^\{\s*(?:false|null|undefined)\s*\}$/

/** Whether an attribute hides its element: `hidden={isOld}`, `style={{ display: 'none' }}`. */
function hides(key: string | undefined, expression: string): boolean {
  return key === 'style' ? HIDING_STYLE.test(expression) : key === 'hidden' && !NO.test(expression)
}

/** The text of an expression that is only a string. */
function stringIn(expression: string): string | undefined {
  const [, double, single, template] = ONLY_STRING.exec(expression) ?? []
  return double ?? single ?? template
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** The position behind the brace that closes the one at a position; a search in vain counts as work of the post. */
function braceEnd(text: string, position: number, env: object): number | undefined {
  const [written] = ONLY_BRACES.exec(text.slice(position, position + MAX_LENGTH)) ?? []
  if (written === undefined) return void spend(env, 20)
  return position + written.length
}

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

const IMPORT = /import\s+([^'"();]{0,500})(?:"[^"\n]{1,300}"|'[^'\n]{1,300}')[ \t]*;?[ \t]*$/my
const CLAUSE = /^(?:[\w$*{},\s]+\sfrom\s*)?$/
const EXPORT =
  /export\s+(?:(?:const|let|var)\s+[\w$]+\s*[=:]|(?:const|let|var)\s+[{[]|(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\(|class\s+[\w$]+[^\n{]{0,100}\{|default\s+(?:(?:async\s+)?function\b|class\b|[({[]|[\w$.]+(?:\([^\n]{0,200}\))?;?[ \t]*$)|\*\s+(?:as\s+[\w$]+\s+)?from\s+["']|\{[\w$,\s]{0,500}\}|type\s+[\w$]+\s*=|interface\s+[\w$]+\s*\{)/my

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g

/** In characters: a longer statement stays, and is text. */
const MAX_STATEMENT = 20_000

export function esm(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'esm', statement)
}

function statement(state: StateBlock, start: number, endLine: number, silent: boolean): boolean {
  const from = startOf(state, start)
  const isOutside = state.level === 0 && state.blkIndent === 0 && state.sCount[start] === 0
  if (!isOutside || silent) return false
  const end = state.src.startsWith('import', from) ? importEnd(state, from) : exportEnd(state, from)
  if (end === undefined) return false
  const last = lineOf(state, end, start, endLine)
  if (last >= endLine) return false
  removeBlock(state, 'an import or export', start)
  state.line = last + 1
  return true
}

function importEnd({ src }: StateBlock, from: number): number | undefined {
  IMPORT.lastIndex = from
  const [written = '', clause = ''] = IMPORT.exec(src) ?? []
  return written !== '' && CLAUSE.test(clause) ? from + written.length : undefined
}

/** The end of the line on which all brackets are closed. */
function exportEnd({ src, env }: StateBlock, from: number): number | undefined {
  if (!src.startsWith('export', from)) return undefined
  EXPORT.lastIndex = from
  if (!EXPORT.test(src)) return undefined
  let depth = 0
  let end = from
  for (const line of src.slice(from, from + MAX_STATEMENT).split('\n')) {
    end += line.length + 1
    const brackets = line.replace(STRING, '').match(/[([{}\])]/g) ?? []
    for (const bracket of brackets) depth += '([{'.includes(bracket) ? 1 : -1
    if (depth <= 0) break
  }
  spend(env, Math.ceil((end - from) / 100))
  return depth === 0 ? end - 1 : undefined
}
