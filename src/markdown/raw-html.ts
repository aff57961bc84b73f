/** Raw HTML before it is sanitized: its parts that are code, its embeds as links, and its tags that never close. */
import { WITHOUT_CONTENT } from './allowed.ts'
import { RenderError } from './limits.ts'

/** Raw HTML as it was written. */
export interface RawHtml {
  readonly content: string
  /** At which it begins, in the body, counted from 0. */
  readonly line: number
}

/** Nothing but one comment. `<!-->` is one too (CommonMark 0.31.2, section 6.6). */
export function isComment(html: string): boolean {
  const text = html.trim()
  return text.startsWith('<!--') && text.indexOf('-->', 2) === text.length - 3
}

export function linesIn(text: string): number {
  return text.split('\n').length - 1
}

const OPENING = /<(pre|code|script|style|textarea)\b/gi

type Span = readonly [start: number, end: number]

/** The outermost ones, in their order; one that is never closed reaches to the end. */
export function codeIn(html: string): readonly Span[] {
  const spans: Span[] = []
  let done = 0
  for (const { 1: name, index } of html.matchAll(OPENING)) {
    if (index < done) continue
    const closing = new RegExp(`</${name}\\s*>`, 'gi')
    closing.lastIndex = index
    done = closing.test(html) ? closing.lastIndex : html.length
    spans.push([index, done])
  }
  return spans
}

export function outsideCode(html: string, change: (part: string) => string): string {
  let result = ''
  let done = 0
  for (const [start, end] of codeIn(html)) {
    result += change(html.slice(done, start)) + html.slice(start, end)
    done = end
  }
  return result + change(html.slice(done))
}

const GIST =
  /<script\b[^<>]*\ssrc\s*=\s*["']?(https:\/\/gist\.github\.com\/[\w./-]+?)\.js\b[^<>]*>(?:\s*<\/script>)?/gi
const LITE_YOUTUBE = /<lite-youtube\b[^<>]*\svideoid\s*=\s*["']?([\w-]{1,40})[^<>]*>/gi
const SELF_CLOSED = /<(iframe|object|video|audio|script|textarea|svg)\b((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)\/>/gi

/** Cheap test for one of these. */
const MAY_EMBED = /gist\.github|<lite-|\/>/i

/** Turns gists and films into links, and closes elements that only JSX closes with `/>`. */
export function withEmbedsAsLinks(html: string): string {
  if (!MAY_EMBED.test(html)) return html
  return html
    .replace(SELF_CLOSED, '<$1$2></$1>')
    .replace(GIST, '<a href="$1">$1</a>')
    .replace(
      LITE_YOUTUBE,
      '<a href="https://www.youtube.com/watch?v=$1">https://www.youtube.com/watch?v=$1</a>',
    )
}

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
