/** Code as other systems mark it: the options of fences, and `{% highlight ruby %}` … `{% endhighlight %}`. */
import type { MarkdownIt, StateBlock, StateCore } from 'markdown-it'
import { spend } from './budget.ts'
import { ANYWHERE, isIndented, lineOf, startOf } from './dialect.ts'

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
