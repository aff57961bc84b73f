/** The paths of the tree: relative to the watched folder, which is `''`, and with `/` on every system. */

export function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Without its folder. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
