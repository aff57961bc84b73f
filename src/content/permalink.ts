/** The addresses that a post names for itself: its slug, its permalink and its aliases. None of them is trusted. */

import { isOwnAddress, isPlainPath } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import type { Post } from '../model.ts'
import type { Diagnostics } from './diagnostics.ts'
import { asList, isEmpty, isNo } from './values.ts'

/** Keys of the whole path, in the order in which they count: Jekyll and Eleventy, Hugo, Zola. */
const PERMALINKS = ['permalink', 'url', 'path']

const ALIASES = ['aliases', 'redirect_from']

/** More than any blog has of one post. */
const MAX_ALIASES = 100

const FIX = 'Write a path of plain names, such as /notes/green-tea.'

export function addressesOf(
  slug: string | undefined,
  diagnostics: Diagnostics,
): Pick<Post, 'slugGiven' | 'permalink' | 'aliases'> {
  const { fields } = diagnostics.matter
  const given = slug && plain('slug', slug, diagnostics)
  const name = PERMALINKS.find((name) => isPermalink(fields.get(name)))
  const permalink = name && plain(name, String(fields.get(name)), diagnostics)
  const aliases = ALIASES.flatMap((name) => aliasesIn(name, diagnostics)).slice(0, MAX_ALIASES)
  return {
    ...(given ? { slugGiven: given } : {}),
    ...(permalink ? { permalink } : {}),
    ...(aliases.length > 0 ? { aliases: [...new Set(aliases)] } : {}),
  }
}

/** A path with a slash in it, or the name of a page; a template of Jekyll or Eleventy is none, and neither is a web address. */
function isPermalink(value: unknown): boolean {
  if (typeof value !== 'string' || isEmpty(value) || isNo(value)) return false
  return /\/|\.html?$/i.test(value) && !/:|\{\{|\{%/.test(value)
}

/** Without slashes around it but a last one, decoded; undefined, and reported, where it is not plain. */
function plain(name: string, value: string, diagnostics: Diagnostics): string | undefined {
  const path = value.trim().replace(/^\/+/, '')
  const decoded = isPlainPath(path) ? decode(path) : undefined
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
    const isOwn = path !== undefined && isOwnAddress(path)
    diagnostics.warning(placeOfValue([name, index]), {
      what: isOwn
        ? `${quote(name)} names an address of the site itself (${quote(value)}).`
        : `${quote(name)} has no path that an address may have (${quote(value)}).`,
      why: 'It does not lead to the post.',
      fix: isOwn ? 'Remove it.' : FIX,
    })
    return []
  })
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
