/** Obsidian's names of blocks, for links such as `[[#^pots]]`: `^pots` at the end of a paragraph, or alone below a block. */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { type Env, remove } from './dialect.ts'

/** A short number is a power: `2 ^10`. */
const NAME = /(?:^|\s)\^(?!\d{1,5}$)([a-z\d-]{1,60})$/i

export function blockIds(markdown: MarkdownIt): void {
  markdown.core.ruler.before('inline', 'block_ids', takeNames)
}

function takeNames({ src, tokens, env }: StateCore): void {
  if (!src.includes('^')) return
  const named = new Map<string, Token | undefined>()
  /** The last block of each level. */
  const blocks: Token[] = []
  for (const [index, token] of tokens.entries()) {
    const isParagraph = token.type === 'paragraph_open'
    const [name, block] = isParagraph ? takeName(tokens.slice(index, index + 3), blocks, env) : []
    // of two blocks of one name the first has it
    if (name !== undefined && !named.has(name)) named.set(name, block)
    if (token.nesting < 0) continue
    blocks[token.level] = token
    blocks.length = token.level + 1
  }
  for (const [name, block] of named) block?.attrSet('id', name)
}

/** Takes the name from the end of a paragraph. @returns it, and the block that it names */
function takeName(
  paragraph: readonly Token[],
  blocks: readonly Token[],
  env: Env,
): [string, Token | undefined] | [] {
  const [open, inline] = paragraph
  const [written, name] = NAME.exec(inline?.content ?? '') ?? []
  if (open === undefined || inline === undefined || written === undefined || name === undefined) return []
  inline.content = inline.content.slice(0, -written.length).trimEnd()
  remove(env, 'a block id', written, inline.map === null ? undefined : inline.map[1] - 1)
  // in a tight list a paragraph has no element
  if (inline.content !== '') return [name, open.hidden ? blocks[open.level - 1] : open]
  for (const token of paragraph) token.hidden = true
  return [name, blocks[open.level]]
}
