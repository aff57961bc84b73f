/** The paragraphs of WordPress's classic editor: blank lines part them, and a line end is a line end. */

const BLOCK =
  '(?:address|article|aside|audio|blockquote|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|summary|table|tbody|t[dhr]|tfoot|thead|ul|video)'

const OPENING = new RegExp(`<(?=${BLOCK}\\b)`, 'gi')
const CLOSING = new RegExp(`</${BLOCK}\\s*>`, 'gi')
const BEGINS_WITH_BLOCK = new RegExp(`^<(?:/?${BLOCK}\\b|!--)`, 'i')

/** Tags between which line ends stay as they are. */
const VERBATIM = /(<\/?(?:pre|code|textarea|script|style)\b[^<>]*>)/i

export function withParagraphs(html: string): string {
  let verbatim = ''
  const parts = html.split(VERBATIM).map((part, index) => {
    if (index % 2 === 0) return verbatim === '' ? marked(part) : part.replaceAll('\n', LINE_END)
    const [, slash, name = ''] = /^<(\/?)(\w+)/.exec(part.toLowerCase()) ?? []
    if (verbatim === '' && slash === '') verbatim = name
    else if (verbatim === name && slash !== '') verbatim = ''
    return part
  })
  return parts
    .join('')
    .split(/\n\s*\n/)
    .map(paragraph)
    .join('\n')
    .replaceAll(LINE_END, '\n')
}

/** Stands for a line end that is no part of the layout; texts hold no control characters. */
const LINE_END = '\u0001'

/** Blank lines around blocks. */
function marked(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(OPENING, '\n\n<')
    .replace(CLOSING, (tag) => `${tag}\n\n`)
}

function paragraph(text: string): string {
  const part = text.trim()
  if (BEGINS_WITH_BLOCK.test(part)) return part.replace(/(?<!>)\n(?!<)/g, '<br>\n')
  return part === '' ? '' : `<p>${part.replaceAll('\n', '<br>\n')}</p>`
}
