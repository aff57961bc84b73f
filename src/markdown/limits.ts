/** The limits on a post's text, on the work of its parser and on its HTML, and the messages for posts above them. */

import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it'
import type { Problem } from '../model.ts'
import { ANYWHERE, type Env } from './dialect.ts'

/**
 * Characters. A book of 300 pages is about as long, and a feed document holds 512 KB unless configured
 * otherwise, so a longer body would be alone in its feed.
 */
export const MAX_LENGTH = 512 * 1024

/** Of a post's file, in bytes: the longest body at three bytes a character, and front matter a third as large. */
export const MAX_BYTES = 4 * MAX_LENGTH

/** Elements inside elements. Hand-written posts stay under 10; readers recurse and some crash at hundreds. */
export const MAX_NESTING = 50

/**
 * Attempts of a parser rule, and tokens. Prose of full length needs a tenth of it; input made to be slow (lazy
 * lines in quotes of quotes, tables of empty cells) needs a hundred times as many.
 */
const MAX_STEPS = 250_000

/**
 * Characters of HTML per character of text, and characters on top. One `"` becomes 6 characters (`&quot;`). A short
 * post may grow more: a footnote of 4 characters, `^[]`, becomes 200.
 */
const MAX_GROWTH = 8
const ALLOWANCE = 128 * 1024

/** Characters of HTML that may be made of a text of so many characters. */
export function maxHtml(length: number): number {
  return MAX_GROWTH * length + ALLOWANCE
}

/** Where in the body the cause is: a text that is there, or its line, counted from 0. */
interface CausePlace {
  readonly near?: string
  readonly line?: number
}

type Words = Pick<Problem, 'what' | 'why' | 'fix'>

/** Thrown by `renderMarkdown` for a body that would lose text, or cost too much, if it were rendered. */
export class RenderError extends Error implements Words {
  override readonly name = 'RenderError'
  readonly what: string
  readonly why: string
  readonly fix: string
  readonly place: CausePlace

  constructor({ what, why, fix }: Required<Words>, place: CausePlace = {}) {
    super(`${what} ${why} ${fix}`)
    this.what = what
    this.why = why
    this.fix = fix
    this.place = place
  }
}

export function tooLong(length: number): RenderError {
  return new RenderError({
    what: `The body is ${length} characters long; ${MAX_LENGTH} is the most.`,
    why: 'Feed readers refuse or cut documents of that size.',
    fix: 'Split it into several posts, or link to the long text.',
  })
}

export function tooDeep(): RenderError {
  return new RenderError({
    what: `The body nests quotes, lists, emphasis or HTML tags more than ${MAX_NESTING} deep.`,
    why: 'Feed readers fail on such a tree, and cutting it off would lose text.',
    fix: 'Nest less; if this is a sample, put it in a code block. An HTML tag that is never closed also nests.',
  })
}

export function tooComplex(): RenderError {
  return new RenderError({
    what: 'The body has too much markup: brackets, quotes, emphasis, footnotes, HTML tags or table cells.',
    why: 'Rendering it would take too long.',
    fix: 'Split the post; if this is generated text, put it in a code block.',
  })
}

/** @throws RenderError for more HTML than a text of this length may become */
export function limitHtml(html: string, length: number): string {
  if (html.length > maxHtml(length)) throw tooMuchHtml(length)
  return html
}

export function tooMuchHtml(length: number): RenderError {
  return new RenderError({
    what: `The body of ${length} characters becomes more than ${maxHtml(length)} characters of HTML.`,
    why: 'Footnotes, empty table cells or uses of a long link multiply the text, and feed readers refuse such documents.',
    fix: 'Use fewer of them, or split the post; if this is generated text, put it in a code block.',
  })
}

/** Refuses a post that needs too many steps, or nests too deep, while it is parsed. The library has limits per line. */
export function budget(library: MarkdownIt): void {
  library.block.ruler.before('table', 'budget', guard, ANYWHERE)
  library.inline.State = counted(library.inline.State)
  const skipToken = library.inline.skipToken.bind(library.inline)
  library.inline.skipToken = (state) => {
    spend(state.env)
    skipToken(state)
  }
}

function guard(state: StateBlock): boolean {
  if (state.level >= MAX_NESTING) throw tooDeep()
  if (state.tokens.length > MAX_STEPS) throw tooComplex()
  spend(state.env)
  return false
}

function counted(State: typeof StateInline): typeof StateInline {
  return class extends State {
    override push(type: string, tag: string, nesting: Token['nesting']): Token {
      spend(this.env)
      return super.push(type, tag, nesting)
    }
  }
}

/** @throws RenderError for more than {@link MAX_STEPS} in one post */
export function spend(env: Pick<Env, 'steps'>, steps = 1): void {
  env.steps = (env.steps ?? 0) + steps
  if (env.steps > MAX_STEPS) throw tooComplex()
}
