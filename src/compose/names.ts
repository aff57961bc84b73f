/** The names by which posts and files are known. */

/** What spellings of a web address that lead to one page have in common. No path in the folder begins like it. */
export function webKey(address: string): string {
  const { host, pathname } = new URL(address)
  const path = pathKey(decoded(pathname)).replace(/\/{2,}/g, '/')
  return `//${host}${path}`.replace(/\/(?:index\.html?)?$/i, '')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Of a path in the posts folder or as a link writes it: a post's without its ending. */
export const POST_NAME = /\.(md|markdown)$/i

/** The form that all Unicode spellings of a path share. */
export function pathKey(path: string): string {
  return path.normalize('NFC')
}

export function wikiName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return pathKey(name).replace(POST_NAME, '').toLowerCase()
}

/** Orders paths: the nearest to the top first. */
export function topFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1)
}
