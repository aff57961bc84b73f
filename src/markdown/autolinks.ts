/** Links bare addresses in text as GitHub does. */

import type { MarkdownIt } from 'markdown-it'

/** Links http(s) addresses, `www.` and e-mail, but not `//example.org` or `readme.md`. */
export function autolinks({ linkify }: MarkdownIt): void {
  linkify.set({ fuzzyLink: false }).tlds('[a-z]{2,63}').add('ftp:', null).add('//', null)
  const { src_auth, src_domain, src_domain_root, src_host, src_port, src_host_terminator } = linkify.re
  const path = String(linkify.re.src_path)
    .replaceAll('.)*', `.){0,${MAX_BRACKETED}}`)
    .replaceAll('.)+', `.){1,${MAX_BRACKETED}}`)
  const end = `${src_port}${src_host_terminator}${path}`
  const site = `(?:localhost|(?:(?:${src_domain})[.]){1,10}${src_domain_root})`
  linkify.add('http:', { validate: lengthOf(`//${src_auth}${src_host}${end}`) })
  linkify.add('www.', {
    validate: lengthOf(`${site}${end}`),
    normalize: (match) => {
      match.url = `http://${match.url}`
    },
  })
  // the library's own test is much slower
  linkify.pretest = (text) => /https?:|www\./i.test(text) || text.includes('@')
}

/**
 * Characters between two brackets or quotation marks within a path. For every address the library looks for the
 * closing bracket up to the end of the text: quadratic for `https://a.b/((` repeated.
 */
const MAX_BRACKETED = 1000

/**
 * Gives the length of what matches at a position, and 0 within the address found last: the library drops an address
 * within another one, but only after it has read both to their ends.
 */
function lengthOf(pattern: string): (text: string, position: number) => number {
  const expression = new RegExp(pattern, 'iy')
  let last = { text: '', start: 0, end: 0 }
  return (text, start) => {
    if (start > last.start && start < last.end && text === last.text) return 0
    expression.lastIndex = start
    const length = expression.exec(text)?.[0].length ?? 0
    last = { text, start, end: start + length }
    return length
  }
}
