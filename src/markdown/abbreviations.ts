/**
 * `*[HTML]: HyperText Markup Language` (PHP Markdown Extra). The plugin for it searches every text for every
 * abbreviation, which takes quadratic time; here each word is looked up.
 */
import type { MarkdownIt, StateBlock, StateCore, Token } from 'markdown-it'
import { spend } from './budget.ts'
import { ANYWHERE, type Env, startOf } from './dialect.ts'

const DEFINITION = /^\*\[([\p{L}\p{N}][\p{L}\p{N}./&+-]{0,50})\]:[ \t]*(.{0,300})$/u
const WORD = /[\p{L}\p{N}][\p{L}\p{N}./&+-]*/gu

export function abbreviations(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'abbreviation', define, ANYWHERE)
  markdown.core.ruler.after('linkify', 'abbreviations', explain)
}

function define(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  if (!state.src.startsWith('*[', from)) return false
  const [, word, meaning = ''] = DEFINITION.exec(state.src.slice(from, state.eMarks[start]).trimEnd()) ?? []
  if (word === undefined || meaning === '') return false
  if (silent) return true
  const { abbreviations }: Env = state.env
  if (!abbreviations.has(word)) abbreviations.set(word, meaning)
  state.line = start + 1
  return true
}

function explain(state: StateCore): void {
  const { abbreviations: known }: Env = state.env
  if (known.size === 0) return
  for (const token of state.tokens) {
    if (token.type !== 'inline' || token.children === null) continue
    token.children = token.children.flatMap((child) =>
      child.type === 'text' ? pieces(child, known, state) : [child],
    )
  }
}

function pieces(text: Token, known: ReadonlyMap<string, string>, { Token, env }: StateCore): Token[] {
  const made: Token[] = []
  let done = 0
  const add = (token: Token, content = '') => made.push(Object.assign(token, { content, level: text.level }))
  for (const { 0: written, index } of text.content.matchAll(WORD)) {
    const word = written.replace(/[./&+-]+$/, '')
    const meaning = known.get(word)
    if (meaning === undefined) continue
    spend(env, 4)
    add(new Token('text', '', 0), text.content.slice(done, index))
    add(new Token('abbr_open', 'abbr', 1))
    made.at(-1)?.attrSet('title', meaning)
    add(new Token('text', '', 0), word)
    add(new Token('abbr_close', 'abbr', -1))
    done = index + word.length
  }
  if (done === 0) return [text]
  add(new Token('text', '', 0), text.content.slice(done))
  return made
}
