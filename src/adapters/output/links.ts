/** Symbolic links, where they are to be had. */
import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { codeOf } from '../error-code.ts'

/**
 * Whether a build may be reached through a link. In CI it is built once and then packed up by programs of which many do
 * not follow links; Windows lets few users make any.
 */
export function wantsLinks(): boolean {
  return process.platform !== 'win32' && [undefined, '', 'false'].includes(process.env.CI)
}

/** Whether a path has the form that is wanted: where there shall be no links it is none. */
export function isAsWanted(path: string): boolean {
  return wantsLinks() || linkTarget(path) === undefined
}

/** What a link says; undefined where there is none. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/**
 * Makes a link or replaces it, in one step, by way of `aside`. Says whether the file system has links.
 * @throws what else the file system says
 */
export function replaceLink(place: string, target: string, aside: string): boolean {
  rmSync(aside, { force: true })
  try {
    symlinkSync(target, aside)
  } catch (error) {
    if (isUnsupported(error)) return false
    throw error
  }
  renameSync(aside, place)
  return true
}

function isUnsupported(error: unknown): boolean {
  return ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL'].includes(codeOf(error) ?? '')
}
