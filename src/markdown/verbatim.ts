/**
 * Text in which no Markdown is read: TeX in `$…$` and `$$…$$`, and code as other systems mark it, by the options of
 * fences and by tags (`{% highlight ruby %}` … `{% endhighlight %}`).
 */
import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it'
import { ANYWHERE, isIndented, lineOf, startOf } from './dialect.ts'
import { spend } from './limits.ts'

/** On one line or over several. A dollar before a digit ends no formula (Pandoc's rule): `$5 and $6` is text. */
const INLINE = /\$\$(?!\s)(?:\\[\s\S]|[^\\$]){1,1000}\$\$|\$(?!\s)(?:\\[\s\S]|[^\\$]){1,500}\$(?!\d)/y

/** What stands in these may be hidden, so it is not shown for a formula. */
const MAY_HIDE = /%%|<!--|\{%|\{\{[%</!]|\{>>|\{::|\{\s*\/\*|#\}/

export function math(markdown: MarkdownIt): void {
  markdown.block.ruler.before('remark', 'math_block', block, ANYWHERE)
  markdown.inline.ruler.before('remark', 'math_inline', inline)
  const { escapeHtml } = markdown.utils
  markdown.renderer.rules.math_block = (tokens: Token[], index) =>
    `<pre>${escapeHtml(tokens[index]?.content ?? '')}</pre>\n`
  markdown.renderer.rules.math_inline = (tokens: Token[], index) => escapeHtml(tokens[index]?.content ?? '')
}

/** From `$$` at the start of a line to `$$` at the end of one. Blank lines are only behind a line of `$$` alone. */
function block(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  if (!state.src.startsWith('$$', from) || isIndented(state, start)) return false
  const last = lastLine(state, start, end)
  if (last === undefined) return false
  const content = state.src.slice(from, state.eMarks[last])
  if (MAY_HIDE.test(content)) return false
  if (silent) return true
  const token = state.push('math_block', 'pre', 0)
  token.content = state.getLines(start, last + 1, state.sCount[start] ?? 0, false).trim()
  token.map = [start, last + 1]
  state.line = last + 1
  return true
}

function lastLine(state: StateBlock, start: number, end: number): number | undefined {
  const textOf = (line: number) => state.src.slice(startOf(state, line), state.eMarks[line]).trimEnd()
  const isFence = textOf(start) === '$$'
  for (let line = start; line < end && (isFence || !state.isEmpty(line)); line++) {
    const text = textOf(line)
    const inner = line === start ? text.slice(2) : text
    if (line > start && !state.isEmpty(line) && (state.sCount[line] ?? 0) < state.blkIndent) return undefined
    if (inner.includes('$$')) return inner.indexOf('$$') === inner.length - 2 ? line : undefined
  }
  return undefined
}

function inline(state: StateInline, silent: boolean): boolean {
  if (state.src.charAt(state.pos) !== '$') return false
  INLINE.lastIndex = state.pos
  const [formula] = INLINE.exec(state.src) ?? []
  if (formula === undefined || state.pos + formula.length > state.posMax) return false
  if (/\s\$+$/.test(formula) || MAY_HIDE.test(formula)) return false
  if (!silent) state.push('math_inline', '', 0).content = formula
  state.pos += formula.length
  return true
}

/** The language in ```` ```js{1,3} ````, ```` ```{.python} ```` or ```` ```sh:title.sh ````. */
const LANGUAGE = /^\{?[ \t]*\.?([^\s{}[\]:,=]+)(?!\S*=)/

const OPENING =
  /^\{(?:%-?\s*(highlight|codeblock)\b([^%\n]{0,200})%|\{([<%])\s*(highlight|code)\b([^\n]{0,200}?)[%>]\})\}[ \t]*$/

const NAMED = /\blang[:=]["']?([\w+#-]+)/
const FIRST = /^\s*["']?([\w+#-]+)["']?(?![:=\w])/

export function codeBlocks(markdown: MarkdownIt): void {
  markdown.block.ruler.before('remark', 'highlight', highlight, ANYWHERE)
  markdown.core.ruler.after('block', 'code_languages', plainLanguages)
}

function plainLanguages({ tokens }: StateCore): void {
  for (const token of tokens)
    if (token.type === 'fence') token.info = LANGUAGE.exec(token.info.trim())?.[1] ?? ''
}

function highlight(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  if (!state.src.startsWith('{', from) || isIndented(state, start)) return false
  const [opening, liquid, options = '', sign, hugo = '', words = ''] =
    OPENING.exec(state.src.slice(from, Math.min(state.eMarks[start] ?? from, from + 500))) ?? []
  if (opening === undefined) return false
  const closing =
    liquid === undefined
      ? String.raw`\{\{${sign}\s*/\s*${hugo}\s*[>%]\}\}`
      : String.raw`\{%-?\s*end${liquid}\s*-?%\}`
  const last = lineOfClosing(state, closing, start, end)
  if (last === undefined) return false
  if (silent) return true
  const token = state.push('fence', 'code', 0)
  token.info = languageOf(options + words, liquid !== 'codeblock')
  token.content = state.getLines(start + 1, last, state.blkIndent, true)
  token.map = [start, last + 1]
  state.line = last + 1
  return true
}

/** The value of `lang`, or the first word; Hexo's and Octopress's `codeblock` begins with a title. */
function languageOf(options: string, isFirst: boolean): string {
  return (NAMED.exec(options) ?? (isFirst ? FIRST.exec(options) : null))?.[1] ?? ''
}

/** The line that begins with a closing tag. */
function lineOfClosing(state: StateBlock, pattern: string, start: number, end: number): number | undefined {
  const from = state.eMarks[start] ?? 0
  const search = new RegExp(pattern, 'g')
  search.lastIndex = from
  const at = search.exec(state.src)?.index
  spend(state.env, Math.ceil(((at ?? state.src.length) - from) / 100))
  const line = at === undefined ? end : lineOf(state, at, start + 1, end)
  return line < end && startOf(state, line) === at ? line : undefined
}
