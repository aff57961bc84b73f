/**
 * Abbreviations, GitHub's names of emoji, and highlights. The plugins for the first two search
 * every text for every name; here each word is looked up.
 */
import type { MarkdownIt, StateBlock, StateCore, StateInline } from 'markdown-it'
import names from 'markdown-it-emoji/lib/data/full.mjs'
import mark from 'markdown-it-mark'
import { ANYWHERE, type Env, startOf } from './dialect.ts'
import { withoutRemarks } from './hidden-remarks.ts'
import { spend } from './limits.ts'

const DEFINITION = /^\*\[([\p{L}\p{N}][\p{L}\p{N}./&+-]{0,50})\]:[ \t]*(.{0,300})$/u

/** In text with entities. */
const WORD = /(?<![&\p{L}\p{N}])[\p{L}\p{N}]+(?:(?:[./+-]|&amp;)+[\p{L}\p{N}]+)*/gu

/** `*[HTML]: HyperText Markup Language` (PHP Markdown Extra). */
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

const NAME = /(?<![\p{L}\p{N}]):([a-z\d_+-]{2,60}):(?![\p{L}\p{N}])/gu

const EMOJI: ReadonlyMap<string, string> = new Map(Object.entries(names))

/** `:tada:` */
export function emoji(markdown: MarkdownIt): void {
  markdown.core.ruler.after('linkify', 'emoji', replaceNames)
}

function replaceNames({ src, tokens }: StateCore): void {
  if (!src.includes(':')) return
  for (const { children } of tokens)
    for (const [index, token] of (children ?? []).entries()) {
      const before = children?.[index - 1]
      // the text of an address that became a link stays
      if (token.type !== 'text' || (before?.type === 'link_open' && before.info === 'auto')) continue
      token.content = token.content.replace(NAME, (written, name: string) => EMOJI.get(name) ?? written)
    }
}

const SIGNS = /=+/y

/** Chinese and Japanese have no spaces around words. */
const LATIN = /[\p{Script=Latin}\d_]/u

/** `==tea==` becomes `<mark>`. A comparison (`a==b`, `a === b`) is text. */
export function marks(markdown: MarkdownIt): void {
  markdown.use(mark)
  markdown.inline.ruler.before('mark', 'comparison', comparison)
}

function comparison(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (src.charAt(pos) !== '=') return false
  SIGNS.lastIndex = pos
  const [signs = ''] = SIGNS.exec(src) ?? []
  const isInWord = LATIN.test(src.charAt(pos - 1)) && LATIN.test(src.charAt(pos + signs.length))
  if (signs.length === 2 && !isInWord) return false
  if (!silent) state.pending += signs
  state.pos += signs.length
  return true
}
