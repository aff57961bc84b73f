/** Counts the work of the Markdown parser. The library has limits per line; these are per post. */

import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it'
import { ANYWHERE, type Env } from './dialect.ts'
import { MAX_NESTING, MAX_STEPS, tooComplex, tooDeep } from './limits.ts'

/** Refuses a post that needs too many steps, or nests too deep, while it is parsed. */
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

/**
 * @param env that of the parser's state
 * @throws RenderError for more than {@link MAX_STEPS} in one post
 */
export function spend(env: Pick<Env, 'steps'>, steps = 1): void {
  env.steps = (env.steps ?? 0) + steps
  if (env.steps > MAX_STEPS) throw tooComplex()
}
