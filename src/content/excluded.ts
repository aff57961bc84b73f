/** Paths that the configuration keeps out, by globs: templates, and what belongs to a vault. The sole user of zeptomatch. */
import zeptomatch from 'zeptomatch'
import type { Site } from '../model.ts'

const patterns = new Map<string, RegExp>()

/** Whether a path (relative to the posts folder, with `/`) is kept out. */
export function isExcluded(path: string, { exclude }: Pick<Site, 'exclude'>): boolean {
  return exclude.some((glob) => patternOf(glob).test(path))
}

/** @throws where a glob is not valid */
export function patternOf(glob: string): RegExp {
  const known = patterns.get(glob)
  if (known !== undefined) return known
  // a folder is all that is in it
  const pattern = zeptomatch.compile(glob.endsWith('/') ? `${glob}**` : glob)
  patterns.set(glob, pattern)
  return pattern
}
