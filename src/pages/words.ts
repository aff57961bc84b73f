/**
 * The pages' own words, in the language of the site. `{name}` stands for a value, `[words]` for the text of a link.
 */
import { html } from 'hono/html'
import { remembered } from '../base/remembered.ts'
import type { Manifest } from '../snapshot/snapshot.ts'
import { ar } from './locales/ar.ts'
import { de } from './locales/de.ts'
import { en, type Words } from './locales/en.ts'
import { es } from './locales/es.ts'
import { fr } from './locales/fr.ts'
import { ja } from './locales/ja.ts'
import { pt } from './locales/pt.ts'
import { zh } from './locales/zh.ts'

export type { Words }

/** Markup that is safe to put into a page: see hono/html. */
export type Markup = ReturnType<typeof html>

const WORDS: ReadonlyMap<string, Words> = new Map(
  [ar, de, en, es, fr, ja, pt, zh].map((words) => [words.language, words]),
)

/** Whether the pages have words in a language; if not, they are in English. */
export function hasWords(language: string): boolean {
  return WORDS.has(primary(language))
}

export function wordsOf({ manifest }: { readonly manifest: Pick<Manifest, 'language'> }): Words {
  return WORDS.get(primary(manifest.language)) ?? en
}

function primary(language: string): string {
  return language.replace(/-.*/, '').toLowerCase()
}

/** Attributes of an element with our own words: its page may be in another language. */
export function own({ words: { language } }: { readonly words: Words }): Markup {
  return html`lang="${language}" dir="${isRightToLeft(language) ? 'rtl' : 'ltr'}"`
}

/** Fills in a text; `href` is where its link leads. */
export function phrase(
  text: string,
  values: Readonly<Record<string, string | Markup>> = {},
  href?: string,
): Markup {
  const parts = text.split(/(\{\w+\}|\[[^\]]*\])/)
  return html`${parts.map((part) => {
    if (part.startsWith('[')) return html`<a href="${href}">${part.slice(1, -1)}</a>`
    return part.startsWith('{') ? (values[part.slice(1, -1)] ?? '') : part
  })}`
}

/** A text with the form that its language has for a number. */
export function counted(forms: Words['allFeeds'], n: number, { language }: Words): Markup {
  const form = forms[new Intl.PluralRules(language).select(n)] ?? forms.other
  return phrase(form, { n: new Intl.NumberFormat(language).format(n) })
}

const listFormat = remembered((language) => new Intl.ListFormat(language, { type: 'disjunction' }))

/** `a, b or c` */
export function alternatives(options: readonly Markup[], { language }: Words): Markup {
  const parts = listFormat(language).formatToParts(options.map((_, index) => String(index)))
  return html`${parts.map(({ type, value }) => (type === 'element' ? options[Number(value)] : value))}`
}

const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr'])

export const isRightToLeft = remembered((language) =>
  RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? ''),
)
