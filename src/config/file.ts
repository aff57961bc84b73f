/** The files of a configuration: itself, and those that it names. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MAX_BESIDE, type ReadBeside } from './beside.ts'

/** The first that is there is read. */
export const NAMES = ['feed.config.ts', 'feed.config.js', 'feed.config.mjs']

/** Of the current folder: the one that is read, and others beside it. */
export function findConfig(): { readonly name: string | undefined; readonly ignored: readonly string[] } {
  const [name, ...ignored] = NAMES.filter(isFile)
  return { name, ignored }
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** Reads files of a folder, of 1 MB at most. */
export function readerOf(folder: string): ReadBeside {
  return (path) => {
    const file = join(folder, path)
    const stats = statSync(file, { throwIfNoEntry: false })
    if (!stats?.isFile()) return ['names a file that is not there', `Put it at ${file}, or correct the path.`]
    if (stats.size > MAX_BESIDE)
      return [
        `names a file of ${(stats.size / MAX_BESIDE).toFixed(1)} MB, and every reader would load it`,
        'Make it smaller: 1 MB at most.',
      ]
    return { data: readFileSync(file, 'base64') }
  }
}

/** Files that were read, by path, with what tells that they changed. */
export type Stamps = Map<string, string>

/** Empty where there is no such file. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs].join(' ')
}
