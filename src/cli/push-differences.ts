/** What a local folder has and a bucket has not, and the other way round. */
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isIgnored } from '../content/ignored.ts'
import { readPlainFile } from '../disk/plain-file.ts'
import { LARGEST } from '../edge/webdav/messages.ts'
import { listFolder } from '../folder/listing.ts'
import type { RemoteFile } from './remote-site.ts'

export interface Differences {
  /** Folders of changed files, the outer ones first. */
  readonly folders: readonly string[]
  /** Paths of files that are new or others. */
  readonly changed: readonly string[]
  /** Files that are there under another name. */
  readonly moved: readonly { readonly from: string; readonly to: string }[]
  /** Paths of files to delete there. */
  readonly gone: readonly string[]
}

type LocalFiles = ReadonlyMap<string, LocalFile>
type RemoteFiles = ReadonlyMap<string, RemoteFile>

export async function localFiles(posts: string): Promise<LocalFiles> {
  const paths = await listFolder(posts)
  return new Map(paths.map((path) => [path, localFile(posts, path)]))
}

/** Paths that are only there. */
export function onlyRemote(local: LocalFiles, remote: RemoteFiles): string[] {
  return [...remote.keys()].filter((path) => !local.has(path) && !isIgnored(path))
}

/** @param mayGo paths that may be deleted or moved there */
export function differences(local: LocalFiles, remote: RemoteFiles, mayGo: ReadonlySet<string>): Differences {
  const gone = new Set(onlyRemote(local, remote).filter((path) => mayGo.has(path)))
  const changed: string[] = []
  const moved: { from: string; to: string }[] = []
  const byHash = new Map([...gone].map((path) => [remote.get(path)?.etag, path]))
  for (const [path, { size, hash }] of local) {
    const there = remote.get(path)
    if (there !== undefined && (hash === undefined ? there.size === size : there.etag === hash)) continue
    const from = there !== undefined || hash === undefined ? undefined : byHash.get(hash)
    if (from === undefined) changed.push(path)
    else moved.push({ from, to: path })
    if (hash !== undefined) byHash.delete(hash)
    if (from !== undefined) gone.delete(from)
  }
  const folders = new Set([...changed, ...moved.map(({ to }) => to)].flatMap(foldersOf))
  return { folders: [...folders].sort(), changed, moved, gone: [...gone] }
}

interface LocalFile {
  /** In bytes; absent: it cannot be read, which is reported when it is sent. */
  readonly size?: number
  /** Absent also for a file that is too large for WebDAV. An S3 client may have put it there in parts. */
  readonly hash?: string
}

function localFile(posts: string, path: string): LocalFile {
  try {
    const { size } = lstatSync(join(posts, path))
    if (size > LARGEST) return { size }
    const { bytes } = readPlainFile(posts, path, LARGEST)
    return { size, hash: createHash('md5').update(bytes).digest('hex') }
  } catch {
    return {}
  }
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}
