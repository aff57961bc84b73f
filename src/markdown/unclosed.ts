/** Names the tag of raw HTML that is never closed and would hide the rest of the post. */
import type { Token } from 'markdown-it'
import { WITHOUT_CONTENT } from './allowed.ts'
import { RenderError } from './limits.ts'

const NAMES = [...WITHOUT_CONTENT, 'iframe', 'object'].join('|')
const SIGN = new RegExp(String.raw`<!--|-->|<\?|\?>|</?(?:${NAMES})\b`, 'gi')
const CLOSING: Readonly<Record<string, string>> = { '<!--': '-->', '<?': '?>' }

interface Sign {
  /** In lower case: `<!--`, `<script`, `</script` */
  readonly text: string
  readonly html: string
  readonly index: number
  /** At which the HTML begins, in the body, counted from 0. */
  readonly line: number
}

/** The error that names the tag or comment of a post which hides the rest. */
export function unclosed(tokens: readonly Token[]): RenderError {
  const opened = lastOpened(tokens)
  const shown = opened && `"${opened.text}${/\w$/.test(opened.text) ? '>' : ''}"`
  const line = opened && opened.line + linesIn(opened.html.slice(0, opened.index))
  return new RenderError(
    {
      what: `The raw HTML opens ${shown ?? 'a tag or comment'} and never closes it.`,
      why: 'Everything after it would disappear or become part of it.',
      fix: 'Close it; to show a tag as text, put it in backticks or write &lt; for <.',
    },
    line === undefined ? {} : { line },
  )
}

function lastOpened(tokens: readonly Token[]): Sign | undefined {
  let opened: Sign | undefined
  for (const sign of signsIn(tokens)) {
    if (opened === undefined) opened = /^<[^/]/.test(sign.text) ? sign : undefined
    else if (sign.text === (CLOSING[opened.text] ?? opened.text.replace('<', '</'))) opened = undefined
  }
  return opened
}

function* signsIn(tokens: readonly Token[]): Generator<Sign> {
  for (const { html, line } of rawIn(tokens))
    for (const { 0: text, index } of html.matchAll(SIGN))
      yield { text: text.toLowerCase(), html, index, line }
}

function* rawIn(tokens: readonly Token[], within = 0): Generator<{ html: string; line: number }> {
  let line = within
  for (const { type, content, children, map } of tokens) {
    line = map?.[0] ?? line
    if (children !== null) yield* rawIn(children, line)
    else if (type.startsWith('html_')) yield { html: content, line }
    if (map === null) line += type.endsWith('break') ? 1 : linesIn(content)
  }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1
}
