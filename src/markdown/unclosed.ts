/** Names the tag of raw HTML that is never closed and would hide the rest of the post. */
import { WITHOUT_CONTENT } from './allowed.ts'
import { RenderError } from './limits.ts'
import { linesIn, type RawHtml } from './markdown.ts'

const NAMES = [...WITHOUT_CONTENT, 'iframe', 'object'].join('|')
const SIGN = new RegExp(String.raw`<!--|-->|<\?|\?>|</?(?:${NAMES})\b`, 'gi')
const CLOSING: Readonly<Record<string, string>> = { '<!--': '-->', '<?': '?>' }

/** The error that names the tag or comment of a post which hides the rest. */
export function unclosed(html: readonly RawHtml[]): RenderError {
  const opened = lastOpened(html)
  const shown = opened && `"${opened.text}${/\w$/.test(opened.text) ? '>' : ''}"`
  return new RenderError(
    {
      what: `The raw HTML opens ${shown ?? 'a tag or comment'} and never closes it.`,
      why: 'Everything after it would disappear or become part of it.',
      fix: 'Close it; to show a tag as text, put it in backticks or write &lt; for <.',
    },
    opened === undefined ? {} : { line: opened.line },
  )
}

function lastOpened(html: readonly RawHtml[]): { text: string; line: number } | undefined {
  let opened: { text: string; line: number } | undefined
  for (const { content, line } of html)
    for (const { 0: written, index } of content.matchAll(SIGN)) {
      const text = written.toLowerCase()
      const closing = opened && (CLOSING[opened.text] ?? opened.text.replace('<', '</'))
      if (text === closing) opened = undefined
      else if (/^<[^/]/.test(text)) opened ??= { text, line: line + linesIn(content.slice(0, index)) }
    }
  return opened
}
