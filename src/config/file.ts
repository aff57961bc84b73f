/** Which file is the configuration where none is named. */
import { statSync } from 'node:fs'

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
