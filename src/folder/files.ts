/** The posts folder on disk: which files are posts, which are media, and what cannot be read. */
import { existsSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OnProgress } from '../base/progress.ts'
import { type FolderItem, isPost, namedItem, POST, problem } from '../content/folder-item.ts'
import { stubOf } from '../content/ignored.ts'
import { decodeSource, elsewhere, unfit } from '../content/source.ts'
import { readStart, UnfitFile } from '../disk/plain-file.ts'
import { isTransient, persistently } from '../disk/transient.ts'
import type { MediaFile, Problem, Source } from '../model.ts'
import { listFolder } from './listing.ts'
import { readBytes } from './source-file.ts'

export interface FolderContent {
  readonly sources: ReadonlyMap<string, Source>
  readonly files: ReadonlyMap<string, MediaFile>
  /** What lies in the folder but is neither a post nor a file that a post can use. */
  readonly problems: readonly Problem[]
}

/** Files read at once: enough to hide the disk's latency, few enough for any limit on open files. */
const PARALLEL = 32

/** @throws an Error in plain words if the folder is not there or not a folder */
export async function readFolder(folder: string, onProgress: OnProgress = () => {}): Promise<FolderContent> {
  return readPaths(folder, await listFolder(folder), onProgress)
}

/** What some paths of a folder are. */
export async function readPaths(
  folder: string,
  paths: readonly string[],
  onProgress: OnProgress = () => {},
): Promise<FolderContent> {
  const sources = new Map<string, Source>()
  const files = new Map<string, MediaFile>()
  const problems: Problem[] = []
  for (let start = 0; start < paths.length; start += PARALLEL) {
    onProgress({ stage: 'read', done: start, total: paths.length })
    const items = await Promise.all(
      paths.slice(start, start + PARALLEL).map((path) => persistently(() => readItem(folder, path))),
    )
    for (const item of items) {
      if (item === undefined) continue
      if ('source' in item) sources.set(item.source.path, item.source)
      else if ('file' in item) files.set(item.file.path, item.file)
      else problems.push(item.problem)
    }
  }
  return { sources, files, problems }
}

/**
 * What a path of the folder is; undefined if it has gone, or is a file that nobody serves.
 * @throws what passes by itself: see transient.ts
 */
export async function readItem(folder: string, path: string): Promise<FolderItem | undefined> {
  try {
    const info = await lstat(join(folder, path))
    if (info.isSymbolicLink()) return { problem: linkNotFollowed(path) }
    if (info.isDirectory()) return { problem: folderNamedLikePost(path) }
    if (isPostFile(folder, path)) return { source: decodeSource(path, readBytes(folder, path).bytes) }
    if (!info.isFile()) return undefined
    return namedItem(path, info.size, startIn(folder, path))
  } catch (error) {
    if (POST.test(path) && existsSync(join(folder, stubOf(path))))
      return { source: { path, unreadable: elsewhere(path) } }
    return unreadableItem(path, error instanceof Error ? error : new Error(String(error)))
  }
}

/** Whether a file of the folder is a post; one that cannot be read is what its name says. */
export function isPostFile(folder: string, path: string): boolean {
  try {
    return isPost(path, startIn(folder, path))
  } catch {
    return false
  }
}

function startIn(folder: string, path: string): (length: number) => string {
  return (length) => Buffer.from(readStart(folder, path, length)).toString('latin1')
}

function unreadableItem(path: string, error: NodeJS.ErrnoException): FolderItem | undefined {
  if (isTransient(error)) throw error
  if (error instanceof UnfitFile)
    return POST.test(path) ? { source: { path, unreadable: unfit(path, error.flaw) } } : undefined
  const { code } = error
  if (code === 'ENOENT' && path.includes('\uFFFD')) return { problem: nameNotUtf8(path) }
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  const unreadable = problem('error', path, `The file cannot be read (${code}).`, 'Check its permissions.')
  return POST.test(path) ? { source: { path, unreadable } } : { problem: unreadable }
}

function linkNotFollowed(path: string): Problem {
  const fix = 'Put the file itself here.'
  return {
    ...problem('warning', path, 'This is a symbolic link, and links are not followed.', fix),
    why: 'A link could publish a file from outside the folder.',
  }
}

/** Node.js shows U+FFFD for the bytes that are no UTF-8, and finds no file under that name. */
function nameNotUtf8(path: string): Problem {
  const what = 'The name of this file is not UTF-8, so the file cannot be opened.'
  return problem(POST.test(path) ? 'error' : 'warning', path, what, 'Rename it.')
}

function folderNamedLikePost(path: string): Problem {
  return problem(
    'warning',
    path,
    'This is a folder, though its name ends like a post’s.',
    'Rename the folder.',
  )
}
