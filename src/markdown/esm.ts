/** `import` and `export` statements of MDX. In `.md` files, too: only what has their grammar, never prose. */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { spend } from './budget.ts'
import { lineOf, removeBlock, startOf } from './dialect.ts'
import { stringEnd } from './jsx.ts'

const IMPORT = /import\s+([^'"();]{0,500})(?:"[^"\n]{1,300}"|'[^'\n]{1,300}')[ \t]*;?[ \t]*$/my
const CLAUSE = /^(?:[\w$*{},\s]+\sfrom\s*)?$/
const EXPORT =
  /export\s+(?:(?:const|let|var)\s+[\w$]+\s*[=:]|(?:const|let|var)\s+[{[]|(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\(|class\s+[\w$]+[^\n{]{0,100}\{|default\s+(?:(?:async\s+)?function\b|class\b|[({[]|[\w$.]+(?:\([^\n]{0,200}\))?;?[ \t]*$)|\*\s+(?:as\s+[\w$]+\s+)?from\s+["']|\{[\w$,\s]{0,500}\}|type\s+[\w$]+\s*=|interface\s+[\w$]+\s*\{)/my

/** In characters: a longer statement stays, and is text. */
const MAX_LENGTH = 20_000

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
  const limit = Math.min(src.length, from + MAX_LENGTH)
  let depth = 0
  let at = from
  for (; at < limit; at++) {
    const sign = src.charAt(at)
    if (sign === '\n' && depth === 0) break
    if ('([{'.includes(sign)) depth++
    else if (')]}'.includes(sign)) depth--
    else if ('"\'`'.includes(sign)) at = stringEnd(src, at, sign)
  }
  spend(env, Math.ceil((at - from) / 100))
  return depth === 0 && (at < limit || at === src.length) ? at : undefined
}
