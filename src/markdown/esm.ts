/** `import` and `export` statements of MDX. In `.md` files, too: only what has their grammar, never prose. */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { spend } from './budget.ts'
import { lineOf, removeBlock, startOf } from './dialect.ts'

const IMPORT = /import\s+([^'"();]{0,500})(?:"[^"\n]{1,300}"|'[^'\n]{1,300}')[ \t]*;?[ \t]*$/my
const CLAUSE = /^(?:[\w$*{},\s]+\sfrom\s*)?$/
const EXPORT =
  /export\s+(?:(?:const|let|var)\s+[\w$]+\s*[=:]|(?:const|let|var)\s+[{[]|(?:async\s+)?function\b\s*\*?\s*[\w$]*\s*\(|class\s+[\w$]+[^\n{]{0,100}\{|default\s+(?:(?:async\s+)?function\b|class\b|[({[]|[\w$.]+(?:\([^\n]{0,200}\))?;?[ \t]*$)|\*\s+(?:as\s+[\w$]+\s+)?from\s+["']|\{[\w$,\s]{0,500}\}|type\s+[\w$]+\s*=|interface\s+[\w$]+\s*\{)/my

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g

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
  let depth = 0
  let end = from
  for (const line of src.slice(from, from + MAX_LENGTH).split('\n')) {
    end += line.length + 1
    const brackets = line.replace(STRING, '').match(/[([{}\])]/g) ?? []
    for (const bracket of brackets) depth += '([{'.includes(bracket) ? 1 : -1
    if (depth <= 0) break
  }
  spend(env, Math.ceil((end - from) / 100))
  return depth === 0 ? end - 1 : undefined
}
