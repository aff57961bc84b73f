/**
 * Hidden comments in the notations of other systems. They are rules of the Markdown
 * parser, so that code keeps them. Comments are not in the tokens, and one without an end rejects the post:
 * it is unclear how much of it was to be hidden.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'
import { quote } from '../base/problem.ts'
import { ANYWHERE, type Env, type Hidden, isIndented, lineOf, startOf } from './dialect.ts'
import { RenderError } from './limits.ts'
import { codeIn } from './raw-html.ts'

interface Notation {
  /** In diagnostics. */
  readonly name: string
  readonly opening: RegExp
  /** Matches the closing tag; with a group, also nested opening tags. */
  readonly tags: RegExp
}

const NOTATIONS: readonly Notation[] = [
  // Obsidian
  { name: '%%…%%', opening: /%%/y, tags: /%%/g },
  // Liquid (Jekyll, Shopify, Eleventy)
  {
    name: '{% comment %}…{% endcomment %}',
    opening: /\{%-?\s*comment\s*-?%\}/y,
    tags: /\{%-?\s*(?:(comment)|endcomment)\s*-?%\}/g,
  },
  // Liquid 5.4
  { name: '{% # … %}', opening: /\{%-?\s*#/y, tags: /%\}/g },
  // kramdown
  {
    name: '{::comment}…{:/comment}',
    opening: /\{::comment(?:\s[^}\n/]{0,200})?\}/y,
    tags: /\{:\/(?:comment)?\}/g,
  },
  // Go templates, Handlebars
  { name: '{{/* … */}}', opening: /\{\{-?\s*\/\*/y, tags: /\*\/\s*-?\}\}/g },
  { name: '{{!-- … --}}', opening: /\{\{~?!--/y, tags: /--~?\}\}/g },
  // MDX, as which Docusaurus reads every post
  { name: '{/* … */}', opening: /\{\s*\/\*/y, tags: /\*\/\s*\}/g },
  // Nunjucks, Jinja, Tera
  { name: '{# … #}', opening: /\{#(?=[\s-]|$)/y, tags: /#\}/g },
  // Hugo
  {
    name: '{{< comment >}}…{{< /comment >}}',
    opening: /\{\{[<%]\s*comment\s*[%>]\}\}/y,
    tags: /\{\{[<%]\s*(?:(comment)|\/\s*comment)\s*[%>]\}\}/g,
  },
  // CriticMarkup
  { name: '{>>…<<}', opening: /\{>>/y, tags: /<<\}/g },
]

/** A closing tag without an opening one. */
const STRAY = /\{%-?\s*endcomment\s*-?%\}|\{:\/comment\}|\{\{[<%]\s*\/\s*comment\s*[%>]\}\}/y

/** Commands of Jupyter, which begin like a comment of Obsidian and have no end. */
const CELL_MAGIC =
  /%%(?:bash|capture|cpp|cython|debug|file|html|javascript|js|latex|markdown|perl|prun|python[23]?|ruby|script|sh|sql|svg|time|timeit|writefile)\b/y

/** `${NAME%% *}` */
const SHELL = /(?<=\$\{\w{1,50})%%/y

/** The signs with which they begin. */
const SIGN = /%%|\{/g

const RAW = /\{%-?\s*(end)?raw\s*-?%\}/g
/** Liquid's; a comment of Handlebars, Go or Hugo stays one. */
const TAG = /\{(?=%|\{(?!-?\s*\/\*|~?!--|[<%]))/g

/** No source holds it: `cleanText` has removed it. */
const SHIELD = '\u0001'

/** Hidden comments are collected in `hidden` of the parser's environment. */
export function hiddenRemarks(markdown: MarkdownIt): void {
  markdown.block.ruler.before('table', 'remark', block, ANYWHERE)
  markdown.inline.ruler.before('escape', 'remark', inline)
  markdown.inline.ruler.after('html_inline', 'open_comment', openComment)
}

/** Removes hidden comments from raw HTML, but for code. */
export function htmlWithoutRemarks(html: string, hidden: Hidden): string {
  return withoutRemarks(html, hidden, codeIn(html).values())
}

/**
 * Removes hidden comments from text.
 * @param code parts in which there are none
 */
export function withoutRemarks(
  text: string,
  hidden: Hidden,
  code?: Iterator<readonly [start: number, end: number]>,
): string {
  let result = ''
  let kept = 0
  let span = code?.next().value
  SIGN.lastIndex = 0
  for (let sign = SIGN.exec(text); sign !== null; sign = SIGN.exec(text)) {
    while (span !== undefined && span[1] <= sign.index) span = code?.next().value
    if (span !== undefined && span[0] <= sign.index) continue
    const resume = SIGN.lastIndex
    const end = endOfRemark(text, sign.index, hidden)
    if (end !== undefined) {
      result += text.slice(kept, sign.index)
      kept = end
    }
    SIGN.lastIndex = end ?? resume
  }
  return kept === 0 ? text : result + text.slice(kept)
}

/** Shields Liquid's tags between `{% raw %}` and `{% endraw %}`, where they are text; `onlyText` takes the shields off. */
export function shieldRaw(text: string): string {
  let result = ''
  let done = 0
  let start: number | undefined
  for (const { 0: tag, 1: isEnd, index } of text.matchAll(RAW)) {
    if (isEnd === undefined) start ??= index + tag.length
    else if (start !== undefined) {
      result += text.slice(done, start) + text.slice(start, index).replace(TAG, `{${SHIELD}`)
      done = index
      start = undefined
    }
  }
  return done === 0 ? text : result + text.slice(done)
}

/** The end of the comment that begins at `pos`; undefined if none begins there. */
function endOfRemark(src: string, pos: number, hidden?: Hidden): number | undefined {
  if (startsAt(SHELL, src, pos)) return undefined
  const notation = NOTATIONS.find(({ opening }) => startsAt(opening, src, pos))
  if (notation === undefined) {
    if (startsAt(STRAY, src, pos)) throw unbalanced(src, pos)
    return undefined
  }
  const end = closingOf(notation.tags, src, notation.opening.lastIndex)
  if (end === undefined && startsAt(CELL_MAGIC, src, pos)) return undefined
  if (end === undefined) throw unbalanced(src, pos)
  if (hidden !== undefined && !hidden.has(notation.name)) hidden.set(notation.name, src.slice(pos, end))
  return end
}

function startsAt(pattern: RegExp, src: string, pos: number): boolean {
  pattern.lastIndex = pos
  return pattern.test(src)
}

function closingOf(tags: RegExp, src: string, from: number): number | undefined {
  let depth = 1
  tags.lastIndex = from
  for (let tag = tags.exec(src); tag !== null; tag = tags.exec(src)) {
    depth += tag[1] === undefined ? -1 : 1
    if (depth === 0) return tags.lastIndex
  }
  return undefined
}

function mayBegin(src: string, pos: number): boolean {
  return src.startsWith('{', pos) || src.startsWith('%%', pos)
}

function inline(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (!mayBegin(src, pos)) return false
  const { hidden }: Env = state.env
  const end = endOfRemark(src, pos, silent ? undefined : hidden)
  if (end === undefined) return false
  if (end > posMax) throw unbalanced(src, pos)
  state.pos = end
  return true
}

/** A comment without an end, which the rule before has not taken. */
function openComment({ src, pos }: StateInline): boolean {
  if (src.startsWith('<!--', pos)) throw unbalanced(src, pos)
  return false
}

/** Remarks with nothing beside them on their lines, or that reach over several lines. */
function block(state: StateBlock, start: number, endLine: number, silent: boolean): boolean {
  const { src, eMarks } = state
  const from = startOf(state, start)
  if (!mayBegin(src, from) || isIndented(state, start)) return false
  const { hidden }: Env = state.env
  const end = endOfRemarks(src, from, silent ? undefined : hidden)
  if (end === undefined) return false
  const line = lineOf(state, end, start, endLine)
  if (line >= endLine) throw unbalanced(src, from)
  const isAlone = src.slice(end, eMarks[line]).trim() === ''
  if (line === start && (silent || !isAlone)) return false
  if (silent) return true
  if (isAlone) state.line = line + 1
  else resume(state, line, end)
  return true
}

/** The end of a comment and of further ones on its last line. */
function endOfRemarks(src: string, from: number, hidden?: Hidden): number | undefined {
  let end: number | undefined
  for (let pos = from; mayBegin(src, pos); pos = skipSpaces(src, end)) {
    const next = endOfRemark(src, pos, hidden)
    if (next === undefined) break
    end = next
  }
  return end
}

function skipSpaces(src: string, from: number): number {
  let pos = from
  while (src[pos] === ' ' || src[pos] === '\t') pos++
  return pos
}

/** Text after a comment on its last line begins a new block. */
function resume(state: StateBlock, line: number, end: number): void {
  state.bMarks[line] = skipSpaces(state.src, end)
  state.tShift[line] = 0
  state.sCount[line] = state.blkIndent
  state.line = line
}

/** A line that is as long is found by its beginning. */
const MAX_NEAR = 200

/** The content of a comment may be secret, so the message quotes only its delimiter. */
export function unbalanced(src: string, pos: number): RenderError {
  const [near = ''] = src.slice(pos, pos + MAX_NEAR).split('\n', 1)
  const [sign = ''] = /^(?:%%|<!--|\{{1,2}[^\w\s{]{1,3}\s*(?:end)?(?:comment)?)/.exec(near) ?? []
  return new RenderError(
    {
      what: `A hidden remark is not closed: its opening or closing ${quote(sign)} is missing.`,
      why: 'It is unclear what readers may see, so the post is not published.',
      fix: 'Add the other sign; to show the sign as text, put it in backticks.',
    },
    { near },
  )
}
