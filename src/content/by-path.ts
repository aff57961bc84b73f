/** What the configuration sets for paths by globs: files that are no posts, and front matter that posts share. */
import { patternOf } from '../base/glob.ts'
import type { Site } from '../model.ts'
import { NAMES, spellings } from './fields.ts'
import type { FrontMatter } from './frontmatter.ts'
import { foldKey } from './values.ts'

/** Whether a path (relative to the posts folder, with `/`) is kept out. */
export function isExcluded(path: string, { exclude }: Pick<Site, 'exclude'>): boolean {
  return exclude.some((glob) => patternOf(glob).test(path))
}

/** Front matter with the values that the configuration has for posts that do not give their own, under any name. */
export function withDefaults(
  matter: FrontMatter,
  path: string,
  { defaults }: Pick<Site, 'defaults'>,
): FrontMatter {
  const found = Object.entries(defaults).flatMap(([glob, values]) =>
    patternOf(glob).test(path) ? Object.entries(values) : [],
  )
  if (found.length === 0) return matter
  const { fields } = matter
  const own = new Set([...[...fields.keys()].map(foldKey), ...[...spellings(fields).keys()].map(keyOf)])
  const shared = found.filter(([name]) => !own.has(foldKey(name)) && !own.has(keyOf(name)))
  return { ...matter, fields: new Map([...fields, ...shared]) }
}

/** Keys by all of their names. Tags and categories stay apart: addresses may be made of the latter. */
const KEYS = new Map(
  Object.entries(NAMES).flatMap(([key, names]) =>
    key === 'tags' ? [] : names.map((name) => [foldKey(name), key] as const),
  ),
)

function keyOf(name: string): string {
  return KEYS.get(foldKey(name)) ?? foldKey(name)
}
