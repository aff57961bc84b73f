/** Texts that once took seconds to minutes, or hundreds of megabytes, to render. Each is just below the limit on length. */
import type { DropCase } from '../case.ts'

const LENGTH = 511 * 1024

function repeated(fragment: string): string {
  return fragment.repeat(LENGTH / fragment.length)
}

/** A post without a date would be refused before it is rendered. */
export const FRONT_MATTER = '---\ndate: 2026-01-01\n---\n'

const TOO_MUCH_HTML = /hostile\.md:.* becomes more than \d+ characters of HTML/
const TOO_MUCH_MARKUP = /hostile\.md:.*too much markup/

function drop(name: string, body: string, reported?: RegExp): DropCase {
  return { name, posts: { 'hostile.md': FRONT_MATTER + body }, ...(reported && { reported }) }
}

export const cases: readonly DropCase[] = [
  drop('addresses with brackets that never close', repeated('https://a.b/((')),
  drop('addresses without a scheme within each other', repeated('www.a.b/')),
  drop('addresses without a scheme one after the other', repeated('?www.a.b')),
  drop('addresses with a scheme within each other', repeated('.https://a.b/')),
  drop('addresses with quotation marks that never close', repeated('.https://a.b/"x ')),
  drop('e-mail addresses', repeated('a@b.cc ')),
  drop('empty footnotes', repeated('^[]'), TOO_MUCH_MARKUP),
  drop('footnotes and comments that never close', repeated('^[]<!--'), /hidden remark/),
  drop('footnotes and raw HTML', `<b>x</b>\n\n${repeated(']^[')}`.slice(0, LENGTH), TOO_MUCH_MARKUP),
  drop('references to one footnote', `[^a]: x\n\n${repeated('[^a]')}`.slice(0, LENGTH), TOO_MUCH_MARKUP),
  drop(
    'uses of a long link',
    `[a]: x "${'t'.repeat(200_000)}"\n\n${repeated('[a] ')}`.slice(0, LENGTH),
    TOO_MUCH_HTML,
  ),
  drop('pictures in pictures', repeated('![a'), TOO_MUCH_MARKUP),
  drop('emphasis', repeated('a**b'), TOO_MUCH_MARKUP),
  drop('emphasis and raw HTML', `<b>x</b>\n\n${repeated('a*b~~c')}`.slice(0, LENGTH)),
  drop('elements in a table that do not belong there', `<table>${repeated('<i></i>x')}</table>`),
  drop('line breaks', repeated('<br>')),
  drop('ruby', `<ruby>${repeated('<rt>a')}`.slice(0, LENGTH)),
]
