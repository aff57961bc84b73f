/** Highlights: `==tea==` becomes `<mark>`. A comparison (`a==b`, `a === b`) is text. */
import type { MarkdownIt, StateInline } from 'markdown-it'
import mark from 'markdown-it-mark'

const SIGNS = /=+/y

/** Chinese and Japanese have no spaces around words. */
const LATIN = /[\p{Script=Latin}\d_]/u

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
