/**
 * Raw HTML that no browser shows: `hidden`, `display: none`, a `<dialog>` that is not open. Feed readers drop such
 * attributes and would show it.
 */
import type { Token } from 'markdown-it'
import { VOID } from './allowed.ts'

const HIDING_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|(?:content-)?visibility\s*:\s*(?:hidden|collapse))\b/i
const STYLE_COMMENT = /\/\*.*?(?:\*\/|$)/gs

/** Cheap test for raw HTML in which something may be concealed. */
const MAY_CONCEAL = /\shidden\b|\sstyle\s*=|<dialog\b/i

const TAG = /<(\/?)([a-z][a-z\d-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>/gi
const OPEN = /\sopen(?=[\s=/]|$)/i
const HIDDEN = /\shidden(?=[\s=/]|$)/i
const STYLE = /\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/i

/** Whether browsers hide an element with these attributes. */
export function isConcealed(
  name: string,
  { hidden, open, style = '' }: Readonly<Record<string, string>>,
): boolean {
  return hidden !== undefined || (name === 'dialog' && open === undefined) || isHiding(style)
}

function isHiding(style: string): boolean {
  return HIDING_STYLE.test(style.replace(STYLE_COMMENT, ''))
}

/** The tokens outside concealed elements, for a summary. One that is not closed conceals the rest. */
export function withoutConcealed(tokens: readonly Token[], html: readonly string[]): readonly Token[] {
  return html.some((text) => MAY_CONCEAL.test(text)) ? visible(tokens, { name: '', depth: 0 }) : tokens
}

/** The concealed element that is open, and how many of its name are open within it. */
interface Open {
  name: string
  depth: number
}

function visible(tokens: readonly Token[], open: Open): Token[] {
  const shown: Token[] = []
  for (const token of tokens) {
    if (token.type.startsWith('html_')) follow(token.content, open)
    const wasShown = open.depth === 0
    const children = token.children === null ? null : visible(token.children, open)
    if (!wasShown) continue
    // the tokens themselves are still to be written
    const copy: Token = Object.create(token)
    copy.children = children
    shown.push(copy)
  }
  return shown
}

function follow(html: string, open: Open): void {
  for (const [, slash, tag = '', attributes = ''] of html.matchAll(TAG)) {
    const name = tag.toLowerCase()
    if (VOID.includes(name)) continue
    if (open.depth > 0) {
      if (name === open.name) open.depth += slash === '' ? 1 : -1
    } else if (slash === '' && hides(name, attributes)) {
      open.name = name
      open.depth = 1
    }
  }
}

function hides(name: string, attributes: string): boolean {
  const [, ...values] = STYLE.exec(attributes) ?? []
  const isClosed = name === 'dialog' && !OPEN.test(attributes)
  return isClosed || HIDDEN.test(attributes) || isHiding(values.find((value) => value !== undefined) ?? '')
}
