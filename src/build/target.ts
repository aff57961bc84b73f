/** Whether a folder may be written to at all. */
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../base/usage-error.ts'
import { isIgnored } from '../content/ignored.ts'
import { codeOf } from '../disk/error-code.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { places } from '../snapshot/places.ts'

/** What a build consists of. */
export const PARTS = ['site', 'snapshot'] as const
export type Part = (typeof PARTS)[number]

/** In the folder that is written to: where builds are. */
export const HOUSE = '.dropfeed'

/** Where files are written before they take their places. */
export function asideFolder(out: string): string {
  return join(out, HOUSE, 'aside')
}

/** A build has a folder of its own, which is not read for posts, and holds none. @throws {UsageError} */
export function refusePlace(out: string, posts: string): void {
  const [place, folder] = [truePath(out), truePath(posts)]
  if (isWithin(place, folder) && !isIgnored(relative(folder, place))) {
    throw new UsageError(`"${out}" is in the posts folder. Choose another place with --out.`)
  }
  if ([...PARTS, HOUSE].some((name) => isWithin(folder, join(place, name)))) {
    throw new UsageError(
      `The posts are where builds are written to, in "${out}". Choose another place with --out.`,
    )
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError(`"${out}" is a file, not a folder. Choose another place with --out.`)
  }
}

/** Only what an earlier build wrote is replaced. @throws {UsageError} */
export function refuseForeign(folder: string, named: string): void {
  const house = lstatSync(join(folder, HOUSE), { throwIfNoEntry: false })
  if (house !== undefined && !house.isDirectory())
    throw new UsageError(
      `"${join(named, HOUSE)}" was not written by dropfeed. Choose another place with --out.`,
    )
  const signs = [join(folder, 'snapshot', places.manifest), join(folder, HOUSE)]
  if (signs.some((path) => existsSync(path))) return
  for (const part of PARTS) {
    if (existsSync(join(folder, part)))
      throw new UsageError(
        `"${join(named, part)}" was not written by dropfeed. Choose another place with --out.`,
      )
  }
}

/** @throws an Error in plain words */
export function makeOut(out: string): void {
  try {
    makeFolder(resolve(out))
  } catch (error) {
    throw new Error(
      `The folder "${out}" cannot be made (${codeOf(error) ?? error}). Choose another place with --out.`,
    )
  }
}

/** The real path of a folder, whether it exists yet or not. */
export function truePath(folder: string): string {
  const path = resolve(folder)
  if (existsSync(path)) return realpathSync(path)
  return path === dirname(path) ? path : join(truePath(dirname(path)), basename(path))
}

/** Whether a path is a folder or something in it; both are the one path of what they name. */
function isWithin(path: string, folder: string): boolean {
  const between = relative(folder, path)
  return between.split(sep)[0] !== '..' && !isAbsolute(between)
}
