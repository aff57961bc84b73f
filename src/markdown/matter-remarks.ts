/** Hidden comments in the titles and descriptions of front matter. */
import { collapse } from '../base/text.ts'
import type { Hidden } from './dialect.ts'
import { unbalanced, withoutRemarks } from './hidden-remarks.ts'
import { RenderError } from './limits.ts'

/** Removes hidden comments from a line of front matter. As in Markdown, text in backticks is kept. */
export function lineWithoutRemarks(text: string, hidden: Hidden): string {
  if (!mayHide(text)) return text
  const parts = text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : plainPart(part, hidden)))
  return collapse(parts.join(''))
}

/** The line as lists show it; undefined where nothing is left, or a comment is not closed. */
export function shownLine(text = ''): string | undefined {
  try {
    return lineWithoutRemarks(text, new Map()) || undefined
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return undefined
  }
}

/** Whether a line of front matter may contain a hidden comment. */
export function mayHide(text: string): boolean {
  return /%%|\{|<!--/.test(text)
}

function plainPart(text: string, hidden: Hidden): string {
  const open = text.lastIndexOf('<!--')
  if (open > text.lastIndexOf('-->')) throw unbalanced(text, open)
  const shown = text.replace(/<!--.*?-->/gs, (comment) => {
    hidden.set(COMMENT, hidden.get(COMMENT) ?? comment)
    return ''
  })
  return withoutRemarks(shown, hidden)
}

const COMMENT = '<!-- … -->'
