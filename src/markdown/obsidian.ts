/**
 * Obsidian's links, `[[Note]]`, `[[Note#Part|text]]` and `![[picture.png]]`, and its names of blocks, to which
 * `[[#^pots]]` links: `^pots` at the end of a paragraph, or alone below a block.
 */
import type { MarkdownIt, StateCore, StateInline, Token } from 'markdown-it'
import { type Env, type Find, isInLink, pushImage, pushLink, remove } from './dialect.ts'
import { withoutRemarks } from './hidden-remarks.ts'

/** The bounds keep a search for its end from running through the post. */
const LINK = /(!?)\[\[([^[\]|\n]{1,200})(?:\|([^[\]\n]{0,200}))?\]\]/y

const PICTURE = /\.(?:avif|gif|jpe?g|png|svg|webp)$/i

/** Obsidian takes a number behind the bar for a width. */
const WIDTH = /^\d+(?:x\d+)?$/

export function wikiLinks(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('link', 'wiki_link', wikiLink)
}

function wikiLink(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state
  if (!(src.startsWith('[[', pos) || src.startsWith('![[', pos)) || isInLink(state)) return false
  LINK.lastIndex = state.pos
  const [whole = '', bang = '', target = '', label = ''] = LINK.exec(state.src) ?? []
  const name = target.replace(/#.*$/, '').trim()
  const { find }: Env = state.env
  const isWithin = whole !== '' && state.pos + whole.length <= state.posMax
  const address = isWithin ? addressOf(name, target, find) : undefined
  if (address === undefined) return false
  const text = label.trim() === '' || WIDTH.test(label) ? target.trim().replace(/^#\^?/, '') : label.trim()
  const push = bang !== '' && PICTURE.test(name) ? pushImage : pushLink
  if (!silent) push(state, address, withoutRemarks(text, state.env.hidden))
  state.pos += whole.length
  return true
}

/** `[[#Part]]` leads to a heading of the same post, `[[#^name]]` to a block. */
function addressOf(name: string, target: string, find: Find | undefined): string | undefined {
  if (name !== '') return find?.(name)
  const [, part = ''] = /#\^?([^#]+)$/.exec(target) ?? []
  return find === undefined || part === '' ? undefined : `#${encodeURIComponent(part.trim())}`
}

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
