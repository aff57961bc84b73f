/** Hidden remarks in the titles and descriptions of front matter. */
import { collapse } from '../text.ts'
import { type Hidden, unbalanced, withoutRemarks } from './hidden-remarks.ts'

/** One line of front matter without its remarks. As in Markdown, text in backticks is kept. */
export function lineWithoutRemarks(text: string, hidden: Hidden): string {
  if (!mayHide(text)) return text
  const parts = text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : plainPart(part, hidden)))
  return collapse(parts.join(''))
}

/** Whether a line of front matter may hold a remark. */
export function mayHide(text: string): boolean {
  return /%%|\{|<!--/.test(text)
}

function plainPart(text: string, hidden: Hidden): string {
  const [comment] = /<!--[\s\S]*?-->/.exec(text) ?? []
  if (comment !== undefined && !hidden.has(COMMENT)) hidden.set(COMMENT, comment)
  const rest = text.replace(/<!--[\s\S]*?-->/g, '')
  if (rest.includes('<!--')) throw unbalanced(rest, rest.indexOf('<!--'))
  return withoutRemarks(rest, { hidden })
}

const COMMENT = '<!-- … -->'
