/** Where the rules for dialects of Markdown report syntax that they leave out. */
import type { StateBlock, StateInline } from 'markdown-it'

/** Kinds of syntax that have no meaning in a feed. */
export type RemovalKind =
  | 'an attribute list'
  | 'a page directive'
  | 'a block id'
  | 'a container'
  | 'an import or export'
  | 'an expression'
  | 'a component'

/** Everything of one kind that was left out of a post. */
export interface Removal {
  readonly kind: RemovalKind
  /** The first one as written, on one line. */
  readonly written: string
  count: number
  /** Lines in the body, counted from 0: the first {@link MAX_LINES}. */
  readonly lines: number[]
}

/** The address of what a name means; undefined where it means nothing: then the link is not one. */
export type Find = (name: string) => string | undefined

/** The first hidden comment of each notation as written, by the name of the notation. */
export type Hidden = Map<string, string>

/** What the rules of one post share: the environment of the parser. */
export interface Env {
  /** The text of the whole post. Footnotes are parsed apart, and their lines are unknown. */
  readonly text: string
  readonly find?: Find | undefined
  /** Of the site, without a slash at the end: `https://blog.example`. */
  readonly origin?: string | undefined
  readonly hidden: Hidden
  readonly removals: Map<RemovalKind, Removal>
  /** Ids by the letters of their headings, and of the fragments that lead to them. */
  readonly headings: Map<string, string>
  /** Meanings of abbreviations. */
  readonly abbreviations: Map<string, string>
  /** The line at which the current inline content begins. */
  line?: number | undefined
  /** The work so far: see `spend` in limits.ts. */
  steps?: number
}

const MAX_LINES = 10
const MAX_WRITTEN = 100

export function removeBlock(state: StateBlock, kind: RemovalKind, line: number): void {
  const { text }: Env = state.env
  const written = state.src.slice(startOf(state, line), state.eMarks[line])
  remove(state.env, kind, written, state.src === text ? line : undefined)
}

export function removeInline(state: StateInline, kind: RemovalKind, end: number): void {
  const { line, removals }: Env = state.env
  // counting lines takes time
  const isPlaced = line !== undefined && (removals.get(kind)?.lines.length ?? 0) < MAX_LINES
  const place = isPlaced ? line + state.src.slice(0, state.pos).split('\n').length - 1 : undefined
  remove(state.env, kind, state.src.slice(state.pos, end), place)
}

/** @param line in the body, counted from 0, where it is known */
export function remove({ removals }: Env, kind: RemovalKind, text: string, line?: number): void {
  const written = text.slice(0, MAX_WRITTEN).trim()
  const removal = removals.get(kind) ?? { kind, written, count: 0, lines: [] }
  removals.set(kind, removal)
  removal.count += 1
  if (line !== undefined && removal.lines.length < MAX_LINES) removal.lines.push(line)
}

export function startOf(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
}

export function pushLink(state: StateInline, href: string, text: string): void {
  state.push('link_open', 'a', 1).attrs = [['href', href]]
  state.push('text', '', 0).content = text
  state.push('link_close', 'a', -1)
}

export function pushImage(state: StateInline, src: string, alt: string): void {
  const image = state.push('image', 'img', 0)
  image.attrs = [['src', src]]
  image.children = [Object.assign(new state.Token('text', '', 0), { content: alt })]
}

/** Whether the parser is inside a link, where no other link may begin. The library's types lack `linkLevel`. */
export function isInLink(state: StateInline & { readonly linkLevel?: number }): boolean {
  return (state.linkLevel ?? 0) > 0
}

/** Whether a line is so far to the right that it is code. */
export function isIndented(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4
}

/** The line that holds a position, from some line on; `endLine` where none before that does. */
export function lineOf(state: StateBlock, position: number, from: number, endLine: number): number {
  let line = from
  while (line < endLine && (state.eMarks[line] ?? Infinity) < position) line++
  return line
}

/** For block rules that may end a paragraph. */
export const ANYWHERE = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
