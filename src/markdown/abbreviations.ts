/**
 * `*[HTML]: HyperText Markup Language` (PHP Markdown Extra). The plugin for it searches every text for every
 * abbreviation, which takes quadratic time; here each word is looked up.
 */
import type { MarkdownIt, StateBlock } from 'markdown-it'
import { spend } from './budget.ts'
import { ANYWHERE, type Env, startOf } from './dialect.ts'
import { withoutRemarks } from './hidden-remarks.ts'

const DEFINITION = /^\*\[([\p{L}\p{N}][\p{L}\p{N}./&+-]{0,50})\]:[ \t]*(.{0,300})$/u

/** In text with entities. */
const WORD = /(?<![&\p{L}\p{N}])[\p{L}\p{N}]+(?:(?:[./+-]|&amp;)+[\p{L}\p{N}]+)*/gu

export function abbreviations(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils
  markdown.block.ruler.before('reference', 'abbreviation', define, ANYWHERE)
  markdown.renderer.rules.text = (tokens, index, _options, env: Env) => {
    const text = escapeHtml(tokens[index]?.content ?? '')
    if (env.abbreviations.size === 0) return text
    return text.replace(WORD, (word) => {
      const meaning = env.abbreviations.get(word.replaceAll('&amp;', '&'))
      if (meaning === undefined) return word
      spend(env, Math.ceil(meaning.length / 4))
      return `<abbr title="${escapeHtml(meaning)}">${word}</abbr>`
    })
  }
}

function define(state: StateBlock, start: number, _end: number, silent: boolean): boolean {
  const from = startOf(state, start)
  if (!state.src.startsWith('*[', from)) return false
  const [, word, meaning = ''] = DEFINITION.exec(state.src.slice(from, state.eMarks[start]).trimEnd()) ?? []
  if (word === undefined || meaning === '') return false
  if (silent) return true
  const { abbreviations, hidden }: Env = state.env
  if (!abbreviations.has(word)) abbreviations.set(word, withoutRemarks(meaning, hidden))
  state.line = start + 1
  return true
}
