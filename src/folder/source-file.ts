/** Posts on disk. */
import { lstatSync, type Stats } from 'node:fs'

/** The file is not what it was when the folder was read. */
export class SourceChanged extends Error {
  constructor(path: string) {
    super(`${path} changed while it was being used. Nothing was replaced; run the command again.`)
    this.name = 'SourceChanged'
  }
}

/** The stamp of the file that is there now; undefined where there is none, or one that has to be read. */
export function stampAt(folder: string, path: string): string | undefined {
  const info = infoAt(folder, path)
  return info && stampOf(info)
}

/** As {@link stampAt}, of a file that may just have changed: another stamp means that it has. */
export function stateAt(folder: string, path: string): string | undefined {
  const info = infoAt(folder, path)
  return info && stateOf(info)
}

function infoAt(folder: string, path: string): Stats | undefined {
  // joined as they are: to put thousands of paths in order takes as long as to ask for the files
  const info = lstatSync(`${folder}/${path}`, { throwIfNoEntry: false })
  return info?.isFile() ? info : undefined
}

/** In milliseconds: file systems tell two changes that are further apart from each other. */
const TICK = 2000

/**
 * A file with the same stamp has the same bytes: nobody can set the time of its last change (`ctime`) but by changing
 * it. Undefined where the change is so recent that the next one might have the same time.
 */
export function stampOf(info: Stats): string | undefined {
  return Date.now() - Math.max(info.mtimeMs, info.ctimeMs) < TICK ? undefined : stateOf(info)
}

function stateOf({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`
}
