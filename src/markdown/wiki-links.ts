/** Links as Obsidian writes them: `[[Note]]`, `[[Note#Part|text]]`, `![[picture.png]]`. */
import type { MarkdownIt, StateInline } from 'markdown-it'
import { type Env, type Find, isInLink } from './dialect.ts'
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
  if (!silent) push(state, bang !== '' && PICTURE.test(name) ? 'image' : 'link', address, text)
  state.pos += whole.length
  return true
}

/** `[[#Part]]` leads to a heading of the same post, `[[#^name]]` to a block. */
function addressOf(name: string, target: string, find: Find | undefined): string | undefined {
  if (name !== '') return find?.(name)
  const [, part = ''] = /#\^?([^#]+)$/.exec(target) ?? []
  return find === undefined || part === '' ? undefined : `#${encodeURIComponent(part.trim())}`
}

function push(state: StateInline, kind: 'image' | 'link', address: string, text: string): void {
  const open = kind === 'image' ? state.push('image', 'img', 0) : state.push('link_open', 'a', 1)
  const content = kind === 'image' ? new state.Token('text', '', 0) : state.push('text', '', 0)
  content.content = withoutRemarks(text, state.env.hidden)
  if (kind === 'link') state.push('link_close', 'a', -1)
  open.attrs = [[kind === 'image' ? 'src' : 'href', address]]
  if (kind === 'image') open.children = [content]
}
