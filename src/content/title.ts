/** A body that begins with a heading of level 1 says its title there, and feeds show a title by themselves. */

import { fold } from '../base/slug.ts'
import { cleanLine, showsSomething } from '../base/text.ts'

/** `# Tea`, with `#` at the end or not, or a line of `=` below. */
const HEADING = /^(?:[ \t]*\n)*(?: {0,3}#[ \t]+(\S[^\n]*)| {0,3}(?![#>*+|-])(\S[^\n]*)\n={3,}[ \t]*)(?:\n|$)/

/** Longest title that is taken from a heading, in characters. */
const MAX_TITLE = 300

/**
 * The title of a post, and its body without the heading that repeats it.
 * @param title of the front matter
 */
export function titled(title: string | undefined, body: string): { title?: string; body: string } {
  const [whole = '', hashed, underlined] = HEADING.exec(body.slice(0, MAX_HEAD)) ?? []
  const heading = plainHeading(hashed?.replace(/[ \t]+#+[ \t]*$/, '') ?? underlined ?? '')
  const untouched = title === undefined ? { body } : { title, body }
  if (!showsSomething(heading) || heading.length > MAX_TITLE) return untouched
  if (title !== undefined && fold(title) !== fold(heading)) return untouched
  return { title: title ?? heading, body: body.slice(whole.length) }
}

/** In characters: the blank lines and the heading above a text. */
const MAX_HEAD = 1024

/** The words of a heading without Markdown's signs; empty where it holds a picture, HTML or a template's tag. */
function plainHeading(text: string): string {
  if (/!\[|<|\{\{|\{%|\]\]|\\/.test(text)) return ''
  const words = text
    .replace(/[ \t]*\{[#.:][^{}]*\}[ \t]*$/, '')
    .replace(/\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
    .replace(/\*\*|__|`+/g, '')
    .replace(/(?<![\p{L}\p{N}])([*_])(\S|\S[^*_]*\S)\1(?![\p{L}\p{N}])/gu, '$2')
  return cleanLine(words)
}
