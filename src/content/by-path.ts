/**
 * What the configuration says of paths by globs: those that are no posts, and front matter that posts share. The sole user
 * of zeptomatch.
 */
import zeptomatch from 'zeptomatch'
import type { Site } from '../model.ts'
import type { FrontMatter } from './frontmatter.ts'
import { foldKey } from './values.ts'

const patterns = new Map<string, RegExp>()

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

/** @throws where a glob is not valid */
function patternOf(glob: string): RegExp {
  const known = patterns.get(glob)
  if (known !== undefined) return known
  // a folder is all that is in it
  const pattern = zeptomatch.compile(glob.endsWith('/') ? `${glob}**` : glob)
  patterns.set(glob, pattern)
  return pattern
}
