/** The files of a configuration: itself, and those that it names. */
import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { readPlainFile, UnfitFile } from '../disk/plain-file.ts'
import { MAX_BESIDE, type ReadBeside } from './beside.ts'

/** The first that is there is read. */
export const NAMES = ['feed.config.ts', 'feed.config.js', 'feed.config.mjs']

export function findConfig(): string | undefined {
  return NAMES.find(isFile)
}

export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true
}

/** Undefined where nothing can be read. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Reads files of a folder, of 1 MB at most. */
export function readerOf(folder: string): ReadBeside {
  return (path) => {
    const file = join(folder, path)
    if (!isFile(file)) return ['names a file that is not there', `Put it at ${file}, or correct the path.`]
    try {
      return { data: Buffer.from(readPlainFile(folder, path, MAX_BESIDE).bytes).toString('base64') }
    } catch (error) {
      if (!(error instanceof UnfitFile)) throw error
      return [`names a file that ${error.flaw}`, 'Put a plain file of 1 MB at most there.']
    }
  }
}

/** Files that were read, by path, with stamps that show whether they changed. */
export type Stamps = Map<string, string>

/** Empty where no such file can be read. */
export function stampOf(path: string): string {
  const found = statsOf(path)
  return found === undefined ? '' : [found.ino, found.size, found.mtimeMs].join(' ')
}
