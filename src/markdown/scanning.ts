/**
 * Two parts of the library that look at every character of a text, done with the engine's own search instead. They
 * find what the library finds.
 */
import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it'

/** What every other rule begins with, and `]`, at which the text of a link ends. The library stops at more signs. */
const SIGN = /[\n!%&*:<[\\\]^_`{~]/g

export function scanning(library: MarkdownIt): void {
  library.inline.ruler.at('text', text)
  library.block.State = scanningState(library.block.State)
}

/** Takes what stands before the next sign. */
function text(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  SIGN.lastIndex = pos
  const found = SIGN.test(src) ? SIGN.lastIndex - 1 : posMax
  const end = Math.min(found, posMax)
  if (end === pos) return false
  if (!silent) state.pending += src.slice(pos, end)
  state.pos = end
  return true
}

function scanningState(State: typeof StateBlock): typeof StateBlock {
  return class extends State {
    constructor(src: string, library: MarkdownIt, env: object, tokens: Token[]) {
      super('', library, env, tokens)
      this.src = src
      for (const marks of [this.bMarks, this.eMarks, this.tShift, this.sCount, this.bsCount]) marks.pop()
      for (let start = 0; start < src.length; ) start = markLine(this, start)
      this.lineMax = this.bMarks.length
      mark(this, src.length, src.length, 0, 0)
    }
  }
}

/** Where the next line begins. White space at the end of the text is no line. */
function markLine(state: StateBlock, start: number): number {
  const { src } = state
  let pos = start
  let column = 0
  for (let code = src.charCodeAt(pos); code === SPACE || code === TAB; code = src.charCodeAt(++pos))
    column += code === TAB ? 4 - (column % 4) : 1
  if (pos >= src.length) return pos
  const found = src.indexOf('\n', pos)
  const end = found === -1 ? src.length : found
  mark(state, start, end, pos - start, column)
  return end + 1
}

const SPACE = 0x20
const TAB = 0x09

function mark(state: StateBlock, begin: number, end: number, shift: number, indent: number): void {
  state.bMarks.push(begin)
  state.eMarks.push(end)
  state.tShift.push(shift)
  state.sCount.push(indent)
  state.bsCount.push(0)
}
