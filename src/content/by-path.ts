/** What the configuration sets for paths by globs: files that are no posts, and front matter that posts share. */
import { patternOf } from '../base/glob.ts'
import type { Site } from '../model.ts'
import type { FrontMatter } from './frontmatter.ts'
import { foldKey } from './values.ts'

/** Whether a path (relative to the posts folder, with `/`) is kept out. */
export function isExcluded(path: string, { exclude }: Pick<Site, 'exclude'>): boolean {
  return exclude.some((glob) => patternOf(glob).test(path))
}

/** Front matter with the values that the configuration has for posts which do not give their own. */
export function withDefaults(
  matter: FrontMatter,
  path: string,
  { defaults }: Pick<Site, 'defaults'>,
): FrontMatter {
  const found = Object.entries(defaults).flatMap(([glob, values]) =>
    patternOf(glob).test(path) ? Object.entries(values) : [],
  )
  if (found.length === 0) return matter
  const own = new Set([...matter.fields.keys()].map(foldKey))
  const shared = new Map(found.filter(([key]) => !own.has(foldKey(key))))
  return { ...matter, fields: new Map([...matter.fields, ...shared]) }
}
