/** The names by which posts and files are known. */
import { nameOf } from '../base/paths.ts'
import { decoded } from '../base/text.ts'

/** The same for all spellings of a page's web address; it begins with "//", as no path in the folder does. */
export function webKey(address: string): string {
  const { host, pathname } = new URL(address)
  const path = pathKey(decoded(pathname)).replace(/\/{2,}/g, '/')
  return `//${host}${path}`.replace(/\/(?:index\.html?)?$/i, '')
}

/** The ending of a post's path, in the folder or in a link. */
export const POST_NAME = /\.(mdx?|markdown)$/i

/** What follows the name of a bundle, in the folder or in a link. */
export const BUNDLE = /(?<=[^/])\/index(?:\.(?:mdx?|markdown))?$/i

/** The form that all Unicode spellings of a path share. */
export function pathKey(path: string): string {
  return path.normalize('NFC')
}

/** Of a bundle (`tea/index.md`), the name of its folder. */
export function wikiName(path: string): string {
  const name = nameOf(path.replace(BUNDLE, ''))
  return pathKey(name).replace(POST_NAME, '').toLowerCase()
}

/** Orders paths: the nearest to the top first. */
export function topFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1)
}
