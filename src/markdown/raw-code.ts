/** Elements of raw HTML whose content stays as it is written. */

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
