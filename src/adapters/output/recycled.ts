/**
 * Most files of a build are those of the build before. A folder that has them already, because it held a still earlier
 * one, takes less time than a new one: there is little to link, and nothing to remove afterwards.
 */
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/**
 * Takes away from a folder everything but those of the files `wanted` (paths in it) that are the very files that another
 * build has at these paths. Nothing is written to, since other builds have the same files.
 * @returns the paths of what is left
 */
export function strip(folder: string, wanted: ReadonlySet<string>, build: string): Set<string> {
  const left = new Set<string>()
  const folders: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name)
    const path = relative(folder, place).split(sep).join('/')
    if (entry.isDirectory()) folders.push(path)
    else if (wanted.has(path) && isSameFile(place, join(build, path))) left.add(path)
    else rmSync(place)
  }
  const needed = ancestors(left)
  const others = folders.filter((path) => !needed.has(path))
  // what is in a folder goes before it
  for (const path of others.sort((a, b) => b.length - a.length)) rmdirSync(join(folder, path))
  return left
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev
}

function ancestors(paths: Iterable<string>): Set<string> {
  const found = new Set<string>()
  for (const path of paths) {
    for (let above = dirname(path); !found.has(above); above = dirname(above)) found.add(above)
  }
  return found
}
