/** Raw HTML before it is sanitized: its parts that are code, and its embeds as links. */

const OPENING = /<(pre|code|script|style|textarea)\b/gi

/** Where such an element begins and ends. */
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
    .replace(LITE_YOUTUBE, (_, id: string) => link(`https://www.youtube.com/watch?v=${id}`))
}

function link(address: string): string {
  return `<a href="${address}">${address}</a>`
}
