/** Work on posts that depends on nothing but them and the site: done here, or by helpers in threads of their own. */
import { type Digest, digest } from '../../compile/digest.ts'
import { Directory } from '../../compile/directory.ts'
import { composeMember, Member, type Written, writeEntry } from '../../compile/press.ts'
import type { Site } from '../../model.ts'
import { decodeSource, type ReadFile, readVersion, SourceFile } from '../folder/source-file.ts'
import { hash } from '../hash.ts'

const encoder = new TextEncoder()

/** Posts in one task: so few that nobody waits long for the last. */
export const SHARE = 25

/** Posts to be read and digested. */
export interface DigestTask {
  readonly kind: 'digest'
  readonly folder: string
  readonly site: Site
  readonly paths: readonly string[]
}

/** What is kept of a post, with the version of its bytes and the stamp of its file, where that tells something. */
export type DigestRecord = readonly [path: string, version: string, stamp: string | null, digest: Digest]

/** Members to be written whose texts are self-contained. */
export interface WriteTask {
  readonly kind: 'write'
  readonly folder: string
  readonly site: Site
  readonly members: readonly Packed[]
}

/** A member as it travels between threads. */
export type Packed = Pick<Member, 'addressed'> & { readonly version: string }

export type Task = DigestTask | WriteTask

/** What each task takes of some posts. */
export function shares<T>(posts: readonly T[]): T[][] {
  const count = Math.ceil(posts.length / SHARE)
  return Array.from({ length: count }, (_, index) => posts.slice(index * SHARE, (index + 1) * SHARE))
}

/**
 * The {@link DigestRecord}s of what can be read, as JSON in UTF-8: as it is kept, and sooner handed over than objects are.
 */
export function digestPosts({ folder, site, paths }: DigestTask): Uint8Array {
  return encoder.encode(JSON.stringify(paths.flatMap((path) => digestPost(folder, site, path))))
}

function digestPost(folder: string, site: Site, path: string): DigestRecord[] {
  const read = tryToRead(folder, path)
  if (read === undefined) return []
  const { bytes, version, stamp } = read
  return [[path, version, stamp ?? null, digest(decodeSource(path, bytes), site, hash)]]
}

function tryToRead(folder: string, path: string): ReadFile | undefined {
  try {
    return readVersion(folder, path)
  } catch {
    return undefined
  }
}

/** @throws {SourceChanged} */
export function writePosts({ folder, site, members }: WriteTask): Written[] {
  // nothing is around: whoever asks has texts that do not ask
  const around = { site, hash, now: 0, directory: new Directory() }
  return members.map(({ addressed, version }) => {
    const member = new Member(addressed, new SourceFile(folder, addressed.post.path, version))
    return writeEntry(composeMember(member, around), site, hash)
  })
}
