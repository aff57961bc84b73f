/**
 * Parts of a post that do not depend on each other: blocks whose raw HTML belongs together, and the plain blocks between
 * them. The sanitizer costs several times as much as Markdown, so only parts with raw HTML go through it.
 */
import type { Token } from 'markdown-it'
import { TAGS, VOID } from './allowed.ts'
import { isComment } from './raw-html.ts'

export interface Section {
  readonly tokens: Token[]
  /** Whether it holds raw HTML that is no comment. */
  readonly isRaw: boolean
}

const TAG = /<(\/?)([a-z][a-z\d]*)(?:\s(?:"[^"<>]*"|'[^'<>]*'|[^"'<>])*)?\/?>/gi

/** Scripts load these later, and what they load may stand in another part. */
const LAZY = /\sdata-/i

const ORDINARY: ReadonlySet<string> = new Set(TAGS)

/** The whole post as one part where one tag is not closed, not ordinary, or not written plainly. */
export function sectionsOf(tokens: Token[]): readonly Section[] {
  const sections: Section[] = []
  const open: string[] = []
  let raw: Token[] = []
  for (const block of blocksOf(tokens)) {
    const html = rawIn(block)
    if (html.length > 0 && !html.every((text) => follow(text, open))) return [{ tokens, isRaw: true }]
    if (html.length === 0 && open.length === 0) sections.push({ tokens: block, isRaw: false })
    else raw.push(...block)
    if (raw.length === 0 || open.length > 0) continue
    sections.push({ tokens: raw, isRaw: true })
    raw = []
  }
  return open.length > 0 ? [{ tokens, isRaw: true }] : sections
}

function* blocksOf(tokens: readonly Token[]): Generator<Token[]> {
  let [start, depth] = [0, 0]
  for (const [index, { nesting }] of tokens.entries()) {
    depth += nesting
    if (depth > 0) continue
    yield tokens.slice(start, index + 1)
    start = index + 1
  }
}

function rawIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ type, content, children }) => {
    if (children !== null) return rawIn(children)
    return (type === 'html_block' || type === 'html_inline') && !isComment(content) ? [content] : []
  })
}

/** Notes which tags are open after some raw HTML. @returns whether each is ordinary and ends in its turn */
function follow(html: string, open: string[]): boolean {
  if (LAZY.test(html)) return false
  let isPlain = true
  const rest = html.replace(TAG, (_, slash: string, written: string) => {
    const name = written.toLowerCase()
    isPlain &&= ORDINARY.has(name)
    if (VOID.includes(name)) isPlain &&= slash === ''
    else if (slash === '') open.push(name)
    else isPlain &&= open.pop() === name
    return ''
  })
  return isPlain && !rest.includes('<')
}
