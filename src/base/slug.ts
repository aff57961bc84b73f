/**
 * Names in addresses: a slug keeps letters and digits of every script, and spells out the signs that
 * tell names such as `C++` and `C#` apart.
 */
import { nameOf, parentOf } from './paths.ts'

/** Signs that carry meaning in names people give; each becomes a word. */
const SPELLED: Readonly<Record<string, string>> = {
  '+': 'plus',
  '#': 'sharp',
  '&': 'and',
  '@': 'at',
  '/': 'slash',
  '.': 'dot',
  '%': 'percent',
  '*': 'star',
  '=': 'equals',
  '<': 'less',
  '>': 'more',
  '!': 'bang',
  '?': 'question',
  $: 'dollar',
  '€': 'euro',
}

/** Accents and such without a letter below them, as of a removed emoji. */
const LONE_MARKS = /(?<![\p{L}\p{N}\p{M}])\p{M}+/gu

/** Longest slug in UTF-16 units: file systems take 255 bytes a name, and a letter can need three. */
const MAX_SLUG = 64

/**
 * The address form of a name: lower case, words joined by hyphens. Names that differ only in case,
 * spacing, hyphens and underscores share it. Empty if the name has no letter, digit or known sign.
 */
export function slugify(name: string): string {
  return fold(name)
    .replace(/[+#&@/.%*=<>!?$€]/g, (sign) => ` ${SPELLED[sign]} `)
    .replace(LONE_MARKS, ' ')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_SLUG)
    .toWellFormed()
    .replace(/[-\uFFFD]+$/, '')
}

/** A file or folder name as a slug: dots are only separators there (`v1.2-notes`). */
export function slugifyFileName(name: string): string {
  return slugify(name.replaceAll('.', '-'))
}

/** The slug of a file or folder, which always has one: of a name without a letter or digit (`🎉`) its code points. */
export function fileSlug(name: string): string {
  return slugifyFileName(name) || codePoints(name)
}

function codePoints(name: string): string {
  const hex = [...name].map((character) => character.codePointAt(0)?.toString(16))
  return hex.join('-').slice(0, MAX_SLUG)
}

/** Equal for spellings of one name: ignores case, spacing, Unicode composition and invisible characters. */
export function fold(name: string): string {
  const visible = /^[ -~]*$/.test(name)
    ? name.toLowerCase()
    : name
        .toWellFormed()
        .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
        .toLowerCase()
        .normalize('NFC')
  return visible.replace(/[\s_-]+/g, ' ').trim()
}

/**
 * Gives each name its own slug: equal names (see {@link fold}) share one; of others that ask for one, the first
 * keeps it, and the next gets a suffix made from the name itself. By folded name; `suffix` turns one into a short
 * text. Names come in the order of age, so that a new name never takes an address from an old one. Names with a slug in
 * `kept` (by folded name) keep it, however old they are.
 */
export function uniqueSlugs(
  names: Iterable<string>,
  suffix: (foldedName: string) => string,
  toSlug: (foldedName: string) => string = slugify,
  kept: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const folded = new Set([...names].map(fold))
  const taken = new Set<string>()
  const slugs = new Map<string, string>()
  for (const name of folded) {
    const slug = kept.get(name)
    if (slug === undefined || taken.has(slug)) continue
    taken.add(slug)
    slugs.set(name, slug)
  }
  for (const name of folded) {
    if (slugs.has(name)) continue
    const plain = toSlug(name)
    let slug = plain
    for (let turn = 1; slug === '' || taken.has(slug); turn++) {
      slug = `${plain || 'x'}-${suffix(name)}${turn === 1 ? '' : `-${turn}`}`
    }
    taken.add(slug)
    slugs.set(name, slug)
  }
  return slugs
}

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
