/** Plain text of a post. */

import type { Token } from 'markdown-it'
import { collapse } from '../base/text.ts'
import { isTitle } from './admonitions.ts'
import { withoutConcealed } from './concealed.ts'
import { FOOTNOTES } from './footnotes.ts'

const MORE = /^\s*<!--\s*more\s*-->\s*$/i

/**
 * The text before `<!-- more -->`, else the first paragraph with text; '' if there is none.
 * @param html raw HTML that is in the tokens: only there can be such a mark
 */
export function summarize(tokens: readonly Token[], html: readonly string[]): string {
  const shown = withoutConcealed(tokens, html)
  const before = html.length === 0 ? undefined : beforeMore(withoutNotes(shown))
  return before ?? firstParagraph(shown)
}

function withoutNotes(tokens: readonly Token[]): readonly Token[] {
  const notes = tokens.findIndex(({ type }) => type === FOOTNOTES)
  return notes < 0 ? tokens : tokens.slice(0, notes)
}

function beforeMore(tokens: readonly Token[]): string | undefined {
  const block = tokens.findIndex((token) => isMore(token) || token.children?.some(isMore))
  if (block < 0) return undefined
  const inline = tokens[block]?.children ?? []
  const texts = tokens.slice(0, block).map(blockText)
  texts.push(plainText(inline.slice(0, inline.findIndex(isMore))))
  return collapse(texts.join(' '))
}

function firstParagraph(tokens: readonly Token[]): string {
  for (const [index, { type }] of tokens.entries()) {
    if (type === FOOTNOTES) break
    const inline = tokens[index + 1]
    if (type !== 'paragraph_open' || inline === undefined || isTitle(inline)) continue
    const text = collapse(plainText(inline.children ?? []))
    if (text !== '') return text
  }
  return ''
}

function isMore({ type, content }: Token): boolean {
  return type.startsWith('html_') && MORE.test(content)
}

function blockText({ type, content, children }: Token): string {
  return type === 'fence' || type === 'code_block' || type === 'math_block'
    ? content
    : plainText(children ?? [])
}

/** The text of inline tokens: entities decoded, images as their alt text, without raw HTML and footnote marks. */
export function plainText(tokens: readonly Token[]): string {
  return tokens.map(inlineText).join('')
}

function inlineText({ type, content, children }: Token): string {
  if (type === 'text' || type === 'code_inline' || type === 'math_inline') return content
  if (type === 'softbreak' || type === 'hardbreak') return ' '
  return type === 'image' ? plainText(children ?? []) : ''
}

/** In HTML that was sanitized: no part of a text, and the tags between texts. */
const NO_TEXT = /<(h[1-6]|pre|table|figcaption)\b[^<>]*>[\s\S]*?<\/\1>/g
const BETWEEN =
  /<\/?(?:p|div|br|hr|ul|ol|li|d[ldt]|blockquote|section|article|figure|details|summary)\b[^<>]*>/
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** The first text of sanitized HTML. */
export function firstText(html: string): string {
  const texts = html.replace(NO_TEXT, '').split(BETWEEN)
  const plain = texts.map((text) => collapse(text.replace(/<[^<>]*>/g, ''))).find(Boolean) ?? ''
  return plain.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? '')
}
