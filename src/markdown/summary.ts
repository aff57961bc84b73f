/** Plain text of a post, from its tokens and from its HTML. */

import type { Token } from 'markdown-it'
import { collapse } from '../base/text.ts'

/** Ends the summary of a post. */
export const MORE = /<!--\s*more\s*-->/gi

/** Stands for such a comment in HTML. A noncharacter: it is removed from every text before it is parsed. */
export const MORE_MARK = '\uFDD1'

/** The text of inline tokens: entities decoded, images as their alt text, without raw HTML and footnote marks. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map(inlineText).join('')
}

function inlineText({ type, content, children }: Token): string {
  if (type === 'text' || type === 'code_inline' || type === 'math_inline') return content
  if (type === 'softbreak' || type === 'hardbreak') return ' '
  return type === 'image' ? plainText(children ?? []) : ''
}

/** What is no text of its own: headings, code, tables, the titles of boxes. */
const NO_TEXT = /<(h[1-6]|pre|table|figcaption)\b[^<>]*>[\s\S]*?<\/\1>/g
const BOX_TITLE = /(<blockquote>\s*)<p><strong>(?:[^<]|<(?!\/?(?:p|strong)>))*<\/strong><\/p>/g
const NOTES = /<hr>\s*<ol>\s*<li id="[\w-]+-fn1">[\s\S]*$/
const NOTE_MARK = /<sup><a\b[^<>]* id="[\w-]+-fnref[\d-]+">[^<>]*<\/a><\/sup>/g
const IMAGE = /<img\b[^<>]*\salt="([^"]*)"[^<>]*>/g
const BETWEEN =
  /<\/?(?:p|div|hr|ul|ol|li|d[ldt]|blockquote|section|article|figure|details|summary)\b[^<>]*>|(?:<br>\s*){2,}/
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** The text before {@link MORE_MARK}, else the first text; '' if there is none. */
export function summarize(html: string): string {
  const end = html.indexOf(MORE_MARK)
  if (end >= 0) return collapse(textsOf(html.slice(0, end)).join(' '))
  return textsOf(html.replace(NO_TEXT, '').replace(BOX_TITLE, '$1')).find(Boolean) ?? ''
}

function textsOf(html: string): string[] {
  return html
    .replace(NOTES, '')
    .replace(NOTE_MARK, '')
    .replace(IMAGE, '$1')
    .split(BETWEEN)
    .map((text) => decoded(collapse(text.replaceAll('<br>', ' ').replace(/<[^<>]*(?:>|$)/g, ''))))
}

function decoded(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? '')
}
