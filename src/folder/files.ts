/** The posts folder on disk: which files are posts, which are media, and what cannot be read. */
import { existsSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import mime from 'mime'
import type { OnProgress } from '../base/progress.ts'
import { stubOf } from '../content/ignored.ts'
import { UnfitFile } from '../disk/plain-file.ts'
import { isTransient, persistently } from '../disk/transient.ts'
import type { MediaFile, Problem, Source } from '../model.ts'
import { listFolder, POST } from './listing.ts'
import { decodeSource, elsewhere, readBytes, readStart, unfit } from './source-file.ts'

export interface FolderContent {
  readonly sources: ReadonlyMap<string, Source>
  readonly files: ReadonlyMap<string, MediaFile>
  /** What lies in the folder but is neither a post nor a file that a post can use. */
  readonly problems: readonly Problem[]
}

/** One thing in the posts folder. */
export type FolderItem =
  | { readonly source: Source }
  | { readonly file: MediaFile }
  | { readonly problem: Problem }

/** Markdown under other names, and Markdown with programs in it: somebody may wait for such a post. */
const ALMOST_POST = /\.(mdx|mdown|mkdn?|mdwn)$/i

/** What other systems take for a post or a page if it begins with front matter; of ours, `.html` may be a file of one. */
const TEMPLATE = /\.(html?|njk|liquid|hbs|ejs|pug|haml|mustache|webc|astro|textile|adoc|asciidoc|rst)$/i

/** Settings of Jekyll and Eleventy for the posts of a folder. */
const FOLDER_SETTINGS = /(?:^|\/)(?:_config\.ya?ml|[^/]+\.11tydata\.(?:json|[cm]?js)|([^/]+)\/\1\.json)$/i

/** A setting that holds posts back. */
const HOLDS_BACK =
  /\b(?:draft|published?|private|hidden|unlisted|permalink|eleventyExcludeFromCollections)["']?\s*:\s*(?:true|false)\b/i

/** In bytes. */
const MAX_SETTINGS = 16 * 1024

/** In bytes: a build puts the file below a folder of its own, and systems take 4,096 for all of it. */
const MAX_PATH = 2000

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
    if (POST.test(path)) return { source: decodeSource(path, readBytes(folder, path).bytes) }
    if (!info.isFile()) return undefined
    if (ALMOST_POST.test(path)) return { problem: notRead(path) }
    if (FOLDER_SETTINGS.test(path) && HOLDS_BACK.test(startOf(folder, path, MAX_SETTINGS)))
      return { problem: settingsNotRead(path) }
    if (TEMPLATE.test(path) && beginsLikePost(folder, path)) return { problem: templateNotRead(path) }
    return mediaItem(path, info.size)
  } catch (error) {
    if (POST.test(path) && existsSync(join(folder, stubOf(path))))
      return { source: { path, unreadable: elsewhere(path) } }
    return unreadableItem(path, error instanceof Error ? error : new Error(String(error)))
  }
}

function mediaItem(path: string, length: number): FolderItem | undefined {
  const type = mime.getType(path)
  if (type === null) return undefined
  return Buffer.byteLength(path) > MAX_PATH
    ? { problem: pathTooLong(path) }
    : { file: { path, type, length } }
}

function beginsLikePost(folder: string, path: string): boolean {
  return /^(---|\+\+\+)[ \t]*\r?\n/.test(startOf(folder, path))
}

/** Empty where it cannot be read: of a file that nobody may use that does not matter. */
function startOf(folder: string, path: string, length?: number): string {
  try {
    return readStart(folder, path, length)
  } catch {
    return ''
  }
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

function notRead(path: string): Problem {
  const what = 'A file with this ending is not read as a post.'
  const fix = /x$/i.test(path)
    ? 'Replace imports and components by Markdown or HTML, and let its name end in .md.'
    : 'Let its name end in .md.'
  return problem('warning', path, what, fix)
}

function templateNotRead(path: string): Problem {
  const what = 'This begins like a post, and a file with this ending is not read as one.'
  return problem(
    'warning',
    path,
    what,
    'Write it as Markdown or HTML without programs in it, in a file that ends in .md.',
  )
}

function settingsNotRead(path: string): Problem {
  const what = 'This holds settings for the posts of a folder, and is not read.'
  const fix = 'To hold posts back, rename their folder to "drafts", or write draft: true in each of them.'
  return {
    ...problem('warning', path, what, fix),
    why: 'Posts that it holds back elsewhere are published here.',
  }
}

/** Node.js shows U+FFFD for the bytes that are no UTF-8, and finds no file under that name. */
function nameNotUtf8(path: string): Problem {
  const what = 'The name of this file is not UTF-8, so the file cannot be opened.'
  return problem(POST.test(path) ? 'error' : 'warning', path, what, 'Rename it.')
}

function pathTooLong(path: string): Problem {
  const what = `The path of this file is longer than ${MAX_PATH} bytes, so no post can use it.`
  return { ...problem('warning', path, what, 'Move it further up.'), why: 'Builds could not copy it.' }
}

function folderNamedLikePost(path: string): Problem {
  return problem(
    'warning',
    path,
    'This is a folder, though its name ends like a post’s.',
    'Rename the folder.',
  )
}

function problem(severity: Problem['severity'], path: string, what: string, fix: string): Problem {
  return { severity, path, what, fix }
}
