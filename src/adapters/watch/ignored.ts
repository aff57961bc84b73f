/** Which names are nobody's posts. Watching and reading a folder must agree on it, so both ask here. */

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
