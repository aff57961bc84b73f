/** Whether a folder may be written to at all. */
import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { places } from '../layout.ts'
import { isIgnored } from '../watch/ignored.ts'

/** What a build consists of. */
export const PARTS = ['site', 'snapshot'] as const
export type Part = (typeof PARTS)[number]

/** In the folder that is written to: where builds are. */
export const HOUSE = '.dropfeed'

/** A build has a folder of its own, which is not read for posts. @throws an Error in plain words */
export function refusePlace(out: string, posts: string): void {
  const path = relative(posts, out)
  if (!path.startsWith('..') && !isAbsolute(path) && !isIgnored(path)) {
    throw new Error(`"${out}" is in the posts folder. Choose another place with --out.`)
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Error(`"${out}" is a file, not a folder. Choose another place with --out.`)
  }
}

/** Only what an earlier build wrote is replaced. @throws an Error in plain words */
export function refuseForeign(folder: string, named: string): void {
  const signs = [join(folder, 'snapshot', places.manifest), join(folder, HOUSE)]
  if (signs.some((path) => existsSync(path))) return
  for (const part of PARTS) {
    if (existsSync(join(folder, part)))
      throw new Error(`"${join(named, part)}" was not written by dropfeed. Choose another place with --out.`)
  }
}

/**
 * One folder after the other: asked to make several at once, Node.js tries for ever where none can be made.
 * @throws an Error in plain words
 */
export function makeFolder(folder: string, named: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder), named)
  try {
    mkdirSync(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    if (code === 'EEXIST') return
    throw new Error(`The folder "${named}" cannot be made (${code}). Choose another place with --out.`)
  }
}

/** The one path of a folder, whatever leads to it and whether it is there yet. */
export function truePath(folder: string): string {
  const path = resolve(folder)
  if (existsSync(path)) return realpathSync(path)
  return path === dirname(path) ? path : join(truePath(dirname(path)), basename(path))
}
