/** Obsidian's names of blocks, for links such as `[[#^pots]]`: `^pots` at the end of a paragraph, or alone below a block. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { type DialectEnv, remove } from './dialect.ts'

/** A short number is a power: `2 ^10`. */
const NAME = /(?:^|\s)\^(?!\d{1,5}$)([a-z\d-]{1,60})$/i

export function blockIds(markdown: MarkdownIt): void {
  markdown.core.ruler.before('inline', 'block_ids', takeNames)
}

function takeNames(state: StateCore): void {
  const { src, tokens, env } = state
  if (!src.includes('^')) return
  const named = paragraphsIn(tokens).flatMap((paragraph) => takeName(paragraph, env) ?? [])
  // of two blocks of one name the first has it
  const blocks = new Map(named.toReversed().map(({ name, block }) => [name, block]))
  for (const [name, block] of blocks) block?.attrSet('id', name)
  const empty = new Set(named.flatMap((paragraph) => paragraph.empty))
  if (empty.size > 0) state.tokens = tokens.filter((token) => !empty.has(token))
}

interface Paragraph {
  /** The tokens of the paragraph. */
  readonly parts: readonly Token[]
  /** The block before it, of the same level. */
  readonly before: Token | undefined
  /** The item of a tight list, where a paragraph has no element. */
  readonly within: Token | undefined
}

function paragraphsIn(tokens: readonly Token[]): Paragraph[] {
  const found: Paragraph[] = []
  /** The last block of each level. */
  const blocks: Token[] = []
  for (const [index, token] of tokens.entries()) {
    const { type, level, nesting, hidden } = token
    const within = hidden ? blocks[level - 1] : undefined
    if (type === 'paragraph_open')
      found.push({ parts: tokens.slice(index, index + 3), before: blocks[level], within })
    if (nesting < 0) continue
    blocks[level] = token
    blocks.length = level + 1
  }
  return found
}

interface Named {
  readonly name: string
  readonly block: Token | undefined
  /** The paragraph, if nothing else is in it. */
  readonly empty: readonly Token[]
}

/** Removes the name from the text of a paragraph, if there is one. */
function takeName({ parts, before, within }: Paragraph, env: DialectEnv): Named | undefined {
  const [open, inline] = parts
  const [written, name] = NAME.exec(inline?.content ?? '') ?? []
  if (inline === undefined || written === undefined || name === undefined) return undefined
  inline.content = inline.content.slice(0, -written.length).trimEnd()
  remove(env, 'a block id', written, inline.map === null ? undefined : inline.map[1] - 1)
  return inline.content === ''
    ? { name, block: before, empty: parts }
    : { name, block: within ?? open, empty: [] }
}
