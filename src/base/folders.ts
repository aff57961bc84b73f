/** Slugs of folders: different folders never share one. */
import { nameOf, parentOf } from './paths.ts'
import { fileSlug, fold, uniqueSlugs } from './slug.ts'

/**
 * The slug path of each folder path: `Travel/C#` -> `travel/c-sharp`. Folders in one folder whose names differ by
 * more than case and spacing get slugs of their own; see {@link uniqueSlugs}. They come in the order of age. Folders
 * with a slug path in `kept` (by path) keep it while the folder above them does.
 */
export function folderSlugs(
  folders: Iterable<string>,
  suffix: (name: string) => string,
  kept: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const slugs = new Map([['', '']])
  const levels = Map.groupBy([...new Set([...folders].flatMap(ancestors))], (path) => path.split('/').length)
  for (const depth of [...levels.keys()].sort((a, b) => a - b)) {
    const siblings = Map.groupBy(levels.get(depth) ?? [], (path) => slugs.get(parentOf(path)) ?? '')
    for (const [parent, paths] of siblings) {
      const keptHere = paths.flatMap((path): [string, string][] => {
        const slug = kept.get(path)
        return slug === undefined || parentOf(slug) !== parent ? [] : [[fold(nameOf(path)), nameOf(slug)]]
      })
      const own = uniqueSlugs(paths.map(nameOf), suffix, fileSlug, new Map(keptHere))
      for (const path of paths) slugs.set(path, `${parent}/${own.get(fold(nameOf(path)))}`.replace(/^\//, ''))
    }
  }
  return slugs
}

/** `a/b/c` -> `a`, `a/b`, `a/b/c` */
export function ancestors(path: string): string[] {
  const names = path === '' ? [] : path.split('/')
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}
