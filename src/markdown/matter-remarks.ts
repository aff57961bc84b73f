/** Hidden remarks in the titles and descriptions of front matter. */
import { collapse } from '../base/text.ts'
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
  let rest = ''
  let kept = 0
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--', kept)) {
    const close = text.indexOf('-->', open)
    if (close === -1) throw unbalanced(text, open)
    rest += text.slice(kept, open)
    kept = close + '-->'.length
    if (!hidden.has(COMMENT)) hidden.set(COMMENT, text.slice(open, kept))
  }
  return withoutRemarks(rest + text.slice(kept), { hidden })
}

const COMMENT = '<!-- … -->'
