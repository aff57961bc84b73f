/** The addresses that a post names for itself: its slug, its permalink and its aliases. None of them is trusted. */

import { unknownVariable } from '../base/link-variables.ts'
import { isOwnAddress, isPlainPath } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { decode } from '../base/text.ts'
import type { Post, Site } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { asList, isEmpty, isNo } from './values.ts'

/** Keys of the whole path, in the order in which they count: Jekyll and Eleventy, Hugo, Zola. */
export const PERMALINKS = ['permalink', 'url', 'path']

export const ALIASES = ['aliases', 'redirect_from']

/** More than any blog has of one post. */
const MAX_ALIASES = 100

const FIX = 'Write a path of plain names, such as /notes/green-tea.'

export function addressesOf(
  slug: string | undefined,
  { links }: Pick<Site, 'links'>,
  diagnostics: Diagnostics,
): Pick<Post, 'slugGiven' | 'permalink' | 'aliases' | 'categories'> {
  const { fields } = diagnostics.matter
  const given = slug && plain('slug', slug, diagnostics)
  const name = PERMALINKS.find((name) => isPermalink(fields.get(name)))
  const permalink = name && plain(name, String(fields.get(name)), diagnostics)
  const aliases = ALIASES.flatMap((name) => aliasesIn(name, diagnostics)).slice(0, MAX_ALIASES)
  return {
    ...(given ? { slugGiven: given } : {}),
    ...(permalink ? { permalink } : {}),
    ...(aliases.length > 0 ? { aliases: [...new Set(aliases)] } : {}),
    ...((permalink ?? links).includes(':categories') ? { categories: categoriesOf(diagnostics) } : {}),
  }
}

/** Jekyll's: the folders above `_posts`, and the front matter's, which spaces separate where it is no list. */
function categoriesOf({ path, matter: { fields } }: Diagnostics): string[] {
  const [, above = ''] = /^(.*?)\/?_(?:posts|drafts)\//.exec(path) ?? []
  const one = fields.get('category')
  const many = asList(fields.get('categories') ?? []).flatMap((value) =>
    Array.isArray(fields.get('categories')) ? value : String(value).split(/[\s,]+/),
  )
  const names = [...above.split('/'), ...(isEmpty(one) ? [] : [one]), ...many].map((name) => String(name))
  const folded = names.map((name) => name.trim().toLowerCase())
  return [...new Set(folded)].filter((name) => name !== '' && !name.includes('/') && isPlainPath(name))
}

/** A path with a slash in it, or the name of a page; a web address is none, and neither is a template in a language. */
function isPermalink(value: unknown): boolean {
  if (typeof value !== 'string' || isEmpty(value) || isNo(value)) return false
  return /\/|\.html?$/i.test(value) && !/:\/|\{\{|\{%/.test(value)
}

/** Without slashes around it but a last one, decoded; undefined, and reported, where it is not plain. */
function plain(name: string, value: string, diagnostics: Diagnostics): string | undefined {
  const path = value.trim().replace(/^\/+/, '')
  const isKnown = name !== 'permalink' || unknownVariable(path) === undefined
  const decoded = isKnown && isPlainPath(path) ? decode(path) : undefined
  if (decoded !== undefined && isPlainPath(decoded)) return decoded.normalize('NFC')
  diagnostics.warning(diagnostics.matter.placeOfValue([name]), {
    what: `${quote(name)} is not a path that an address may have (${quote(value)}).`,
    why: 'It is not used as it is written.',
    fix: FIX,
  })
  return undefined
}

/** Obsidian's `aliases` are other titles; only what begins with a slash is an address. */
function aliasesIn(name: string, diagnostics: Diagnostics): string[] {
  const { fields, placeOfValue } = diagnostics.matter
  return asList(fields.get(name)).flatMap((value, index) => {
    if (typeof value !== 'string' || !value.startsWith('/')) return []
    const path = isPlainPath(value) ? decode(value) : undefined
    if (path !== undefined && isPlainPath(path) && !isOwnAddress(path)) return [path.normalize('NFC')]
    diagnostics.warning(placeOfValue([name, index]), {
      what: `${quote(name)} has no path that a post may have (${quote(value)}).`,
      why: 'It does not lead to the post.',
      fix: `${FIX} Paths of the site itself, such as /feeds, are not free.`,
    })
    return []
  })
}
