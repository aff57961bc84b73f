/** What a local folder has and a bucket has not, and the other way round. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isIgnored } from '../content/ignored.ts'
import { listFolder } from '../folder/listing.ts'

export interface Differences {
  /** Folders of changed files, the outer ones first. */
  readonly folders: readonly string[]
  /** Paths of files that are new or others. */
  readonly changed: readonly string[]
  /** Files that are there under another name. */
  readonly moved: readonly { readonly from: string; readonly to: string }[]
  /** Paths of files that are only there. */
  readonly gone: readonly string[]
}

/** @param remote the ETags of the bucket's files: MD5, as it is of all that was written at once */
export async function differences(posts: string, remote: ReadonlyMap<string, string>): Promise<Differences> {
  const local = await hashes(posts)
  const gone = new Map([...remote].filter(([path]) => !local.has(path) && !isIgnored(path)))
  const changed: string[] = []
  const moved: { from: string; to: string }[] = []
  const byHash = new Map([...gone].map(([path, etag]) => [etag, path]))
  for (const [path, hash] of local) {
    if (remote.get(path) === hash) continue
    const from = remote.has(path) ? undefined : byHash.get(hash)
    if (from === undefined) changed.push(path)
    else moved.push({ from, to: path })
    byHash.delete(hash)
    if (from !== undefined) gone.delete(from)
  }
  const folders = new Set([...changed, ...moved.map(({ to }) => to)].flatMap(foldersOf))
  return { folders: [...folders].sort(), changed, moved, gone: [...gone.keys()] }
}

async function hashes(posts: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of await listFolder(posts)) {
    const bytes = await readFile(join(posts, path)).catch(() => undefined)
    if (bytes !== undefined) found.set(path, createHash('md5').update(bytes).digest('hex'))
  }
  return found
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, index) => names.slice(0, index + 1).join('/'))
}
