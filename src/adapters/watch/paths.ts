/** The paths of the tree: relative to the watched folder, which is `''`, and with `/` on every system. */
import { dirname } from 'node:path'

export function within(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

export function folderOf(path: string): string {
  const folder = dirname(path)
  return folder === '.' ? '' : folder
}
