/** Which names are nobody's posts. Watching and reading a folder must agree on it, so both ask here. */
import { patternOf } from '../base/glob.ts'
import type { Site } from '../model.ts'

const HIDDEN = /(^|\/)\./
/** Vim's probe, Emacs' autosave, Office's lock, backups, downloads, and what programs write before they rename. */
const TEMPORARY =
  /(^|\/)(4913|#[^/]*#|~\$[^/]*|[^/]*(~|\.(tmp|temp|swp|part|partial|crdownload|download|bak)))$/i

/** Whether a path (relative, with `/`) is hidden or in a hidden folder. */
export function isHidden(path: string): boolean {
  return HIDDEN.test(path)
}

/** Whether a file of this path (relative, with `/`) is nobody's post: hidden, in a hidden folder, or temporary. */
export function isIgnored(path: string): boolean {
  return isHidden(path) || TEMPORARY.test(path)
}

/** Whether a path (relative to the posts folder, with `/`) is kept out by the configuration. */
export function isExcluded(path: string, { exclude }: Pick<Site, 'exclude'>): boolean {
  return exclude.some((glob) => patternOf(glob).test(path))
}

/** What iCloud leaves in the place of a file that it takes from this disk: `.a.md.icloud` for `a.md`. */
const STUB = /(^|\/)\.([^/]+)\.icloud$/i

/** The path that an entry of a folder stands for: its own, unless it is a stub. */
export function standsFor(path: string): string {
  // hardly any is one, and all are asked for
  return path.at(-7) === '.' ? path.replace(STUB, '$1$2') : path
}

/** Where the stub of a file would be. */
export function stubOf(path: string): string {
  return path.replace(/[^/]+$/, '.$&.icloud')
}
