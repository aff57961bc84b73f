/** Globs of paths in the posts folder. The sole user of zeptomatch. */
import zeptomatch from 'zeptomatch'
import { remembered } from './remembered.ts'

/** @throws where a glob is not valid */
export const patternOf = remembered((glob) =>
  // a folder is all that is in it
  zeptomatch.compile(glob.endsWith('/') ? `${glob}**` : glob),
)

/** Whether a text is a glob of paths that are relative to the folder. */
export function isGlob(text: string): boolean {
  if (!/^(?![/!.])./.test(text)) return false
  try {
    return patternOf(text) !== undefined
  } catch {
    return false
  }
}
