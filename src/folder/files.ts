/** The posts folder on disk: which files are posts, which are media, and what cannot be read. */
import { existsSync, lstatSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { type FolderItem, isPost, namedItem, POST, problem } from '../content/folder-item.ts'
import { stubOf } from '../content/ignored.ts'
import { decodeSource, elsewhere, unfit } from '../content/source.ts'
import { codeOf } from '../disk/error-code.ts'
import { readPlainFile, readStart, UnfitFile } from '../disk/plain-file.ts'
import { isTransient, persistently } from '../disk/transient.ts'
import { MAX_BYTES } from '../markdown/limits.ts'
import type { MediaFile, Problem, Source } from '../model.ts'
import { listFolder } from './listing.ts'
import { stampOf } from './source-file.ts'

export interface FolderContent {
  readonly sources: ReadonlyMap<string, Source>
  readonly files: ReadonlyMap<string, MediaFile>
  /** What lies in the folder but is neither a post nor a file that a post can use. */
  readonly problems: readonly Problem[]
}

/** @throws an Error in plain words if the folder is not there or not a folder */
export async function readFolder(folder: string): Promise<FolderContent> {
  const sources = new Map<string, Source>()
  const files = new Map<string, MediaFile>()
  const problems: Problem[] = []
  for (const path of await listFolder(folder)) {
    const item = await persistently(() => readItem(folder, path))
    if (item === undefined) continue
    if ('source' in item) sources.set(path, item.source)
    else if ('file' in item) files.set(path, item.file)
    else problems.push(item.problem)
  }
  return { sources, files, problems }
}

/** What a path is, and what to compare its file with the next time: see `stampOf`. */
export type StampedItem = FolderItem & { readonly stamp?: string | undefined }

/**
 * What a path of the folder is; undefined if it has gone, or is a file that nobody serves.
 * @throws what passes by itself: see transient.ts
 */
export function readItem(folder: string, path: string): StampedItem | undefined {
  try {
    return POST.test(path) ? postAt(folder, path) : fileAt(folder, path)
  } catch (error) {
    if (isTransient(error)) throw error
    return unreadableItem(folder, path, error)
  }
}

function postAt(folder: string, path: string): StampedItem {
  const { bytes, info } = readPlainFile(folder, path, MAX_BYTES)
  return { source: decodeSource(path, bytes), stamp: stampOf(info) }
}

function fileAt(folder: string, path: string): StampedItem | undefined {
  const info = lstatSync(join(folder, path))
  const odd = oddity(path, info)
  if (odd !== undefined) return { problem: odd }
  if (!info.isFile()) return undefined
  const start = (length: number) => Buffer.from(readStart(folder, path, length)).toString('latin1')
  if (isPost(path, start)) return postAt(folder, path)
  const item = namedItem(path, info.size, start)
  return item && { ...item, stamp: stampOf(info) }
}

function unreadableItem(folder: string, path: string, error: unknown): FolderItem | undefined {
  const isNamedLikePost = POST.test(path)
  if (isNamedLikePost && existsSync(join(folder, stubOf(path))))
    return { source: { path, unreadable: elsewhere(path) } }
  if (error instanceof UnfitFile) {
    const info = lstatSync(join(folder, path), { throwIfNoEntry: false })
    const odd = info && oddity(path, info)
    if (odd !== undefined) return { problem: odd }
    return isNamedLikePost ? { source: { path, unreadable: unfit(path, error.flaw) } } : undefined
  }
  const code = codeOf(error)
  if (code === 'ENOENT' && path.includes('\uFFFD')) return { problem: nameNotUtf8(path) }
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
  const unreadable = problem('error', path, `The file cannot be read (${code}).`, 'Check its permissions.')
  return isNamedLikePost ? { source: { path, unreadable } } : { problem: unreadable }
}

function oddity(path: string, info: Stats): Problem | undefined {
  if (info.isSymbolicLink()) return linkNotFollowed(path)
  if (!info.isDirectory()) return undefined
  if (!POST.test(path)) return problem('error', path, 'This folder cannot be read.', 'Check its permissions.')
  const what = 'This is a folder, though its name ends like a post’s.'
  return problem('warning', path, what, 'Rename the folder.')
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
