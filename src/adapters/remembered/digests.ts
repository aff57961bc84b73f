/** A posts folder, read and digested: from the cache what has the bytes that it had, the rest anew. */
import { type Digest, digest } from '../../compile/digest.ts'
import type { Problem, Site, Source, Working } from '../../model.ts'
import type { OnProgress } from '../../progress.ts'
import { fingerprint } from '../fingerprint.ts'
import { type FolderContent, readPaths } from '../folder/files.ts'
import { listFolder, POST } from '../folder/listing.ts'
import { decodeSource, HeldFile, readBytes, SourceFile, stampAt, versionOf } from '../folder/source-file.ts'
import { hash } from '../hash.ts'
import { keepHeapSmall } from '../heap.ts'
import type { Helpers } from '../threads/helpers.ts'
import { type DigestTask, digestPosts, SHARE, shares } from '../threads/tasks.ts'
import { DigestCache } from './cache.ts'

/** So many new posts are digested sooner than helpers are there. */
const FEW = 300

export interface DigestedFolder extends FolderContent {
  /** As `digest`, for the sources of this folder without the work. */
  readonly read: (source: Source) => Digest
  /** Keeps the digests for the next run. */
  remember(): void
}

interface Known {
  readonly source: Source
  readonly digest: Digest
}

export interface Reading {
  readonly folder: string
  readonly site: Site
  /** Whether texts stay in memory, so that it does not matter what becomes of the files. */
  readonly holdsTexts: boolean
  readonly onProgress?: OnProgress
  readonly working?: Working
  /** Paths of posts that are not read. */
  readonly harmful?: readonly string[]
}

/** @throws an Error in plain words if the folder is not there or not a folder */
export async function digestFolder(reading: Reading, helpers?: Helpers): Promise<DigestedFolder> {
  const { folder, site, onProgress = () => {}, working = (_, action) => action(), harmful } = reading
  const listed = await listFolder(folder)
  const leftOut = new Set(harmful).intersection(new Set(listed))
  const paths = listed.filter((path) => !leftOut.has(path))
  const posts = paths.filter((path) => POST.test(path))
  if (!reading.holdsTexts) keepHeapSmall(posts.length)
  const cache = DigestCache.open(folder, fingerprint(site))
  const isNew = helpers !== undefined && posts.length > FEW && cache.size < posts.length / 2
  const known = isNew ? await digestAnew(reading, posts, cache, helpers) : new Map<string, Known>()
  for (const [done, path] of posts.entries()) {
    if (done % SHARE === 0 && !isNew) onProgress({ stage: 'read', done, total: posts.length })
    const found = known.get(path) ?? working(path, () => look(reading, path, cache))
    if (found !== undefined) known.set(path, found)
  }
  const others = await readPaths(
    folder,
    paths.filter((path) => !known.has(path)),
  )
  for (const [path, source] of others.sources) known.set(path, { source, digest: digest(source, site, hash) })
  for (const path of leftOut) known.set(path, withoutPost(path))
  return {
    ...others,
    sources: new Map([...known].map(([path, { source }]) => [path, source])),
    read: (source) => {
      const there = known.get(source.path)
      if (there?.source !== source) return digest(source, site, hash)
      // whoever compiles asks once, and has it then
      known.delete(source.path)
      return there.digest
    },
    remember: () => cache.close(new Set(posts)),
  }
}

function withoutPost(path: string): Known {
  const what = 'This post takes more memory or time to render than there is, so it is left out.'
  const fix = 'Make it shorter or simpler, or split it. It is tried again when the file changes.'
  const problem: Problem = { severity: 'error', path, what, fix }
  return { source: { path, unreadable: problem }, digest: { problems: [problem], isPlain: true } }
}

/** Texts that have to be held are read again, and looked at if they have changed since. */
async function digestAnew(
  { folder, site, holdsTexts, onProgress = () => {} }: Reading,
  posts: readonly string[],
  cache: DigestCache,
  helpers: Helpers,
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  let done = 0
  cache.renew()
  const read = shares(posts).map(async (paths) => {
    const records = cache.take(await helpers.do({ kind: 'digest', folder, site, paths }, digestHere))
    done += paths.length
    onProgress({ stage: 'read', done, total: posts.length })
    return records
  })
  for (const [path, version, , digest] of (await helpers.help(Promise.all(read))).flat())
    if (!holdsTexts) known.set(path, { source: new SourceFile(folder, path, version), digest })
  return known
}

async function digestHere(task: DigestTask): Promise<Uint8Array> {
  return digestPosts(task)
}

/**
 * Undefined where the path is no file that can be read: see `readItem`.
 */
function look({ folder, site, holdsTexts }: Reading, path: string, cache: DigestCache): Known | undefined {
  try {
    const last = holdsTexts ? undefined : cache.at(path, stampAt(folder, path))
    if (last !== undefined) return { source: new SourceFile(folder, path, last.version), digest: last.digest }
    const { bytes, stamp } = readBytes(folder, path)
    const held = new HeldFile(path, bytes)
    const same = holdsTexts ? cache.at(path, stamp) : undefined
    // what is written to it just now comes again: whoever holds texts watches them
    if (same !== undefined) return { source: held, digest: same.digest }
    const version = versionOf(bytes)
    const found = cache.get(path, version) ?? digest(decodeSource(path, bytes), site, hash)
    cache.put(path, { version, stamp, digest: found })
    return { source: holdsTexts ? held : new SourceFile(folder, path, version), digest: found }
  } catch {
    return undefined
  }
}
