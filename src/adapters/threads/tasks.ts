/** Work on posts that depends on nothing but them and the site: done here, or by helpers in threads of their own. */
import { type Digest, digest } from '../../compile/digest.ts'
import { Directory } from '../../compile/directory.ts'
import { composeMember, Member, type Written, writeEntry } from '../../compile/press.ts'
import { NotLoaded } from '../../late.ts'
import type { Site } from '../../model.ts'
import { codeOf } from '../error-code.ts'
import { decodeSource, readVersion, SourceFile } from '../folder/source-file.ts'
import { hash } from '../hash.ts'

/** Posts in one task: so few that nobody waits long for the last. */
export const SHARE = 25

/** Posts to be read and digested. */
export interface DigestTask {
  readonly kind: 'digest'
  readonly folder: string
  readonly site: Site
  readonly paths: readonly string[]
}

/** A post as it was read; without a version where the file system refused. */
export interface ReadPost {
  readonly path: string
  readonly version?: string
  readonly stamp?: string | undefined
  readonly digest?: Digest
  /** The code of the file system's error. */
  readonly code?: string
}

/** Members to be written whose texts are self-contained. */
export interface WriteTask {
  readonly kind: 'write'
  readonly folder: string
  readonly site: Site
  readonly members: readonly Packed[]
}

/** A member as it travels between threads. */
export type Packed = Pick<Member, 'addressed' | 'twins'> & { readonly version: string }

export type Task = DigestTask | WriteTask

/** What each task takes of some posts. */
export function shares<T>(posts: readonly T[]): T[][] {
  const count = Math.ceil(posts.length / SHARE)
  return Array.from({ length: count }, (_, index) => posts.slice(index * SHARE, (index + 1) * SHARE))
}

/** @throws {NotLoaded} */
export function digestPosts({ folder, site, paths }: DigestTask): ReadPost[] {
  return paths.map((path) => {
    try {
      const { bytes, version, stamp } = readVersion(folder, path)
      return { path, version, stamp, digest: digest(decodeSource(path, bytes), site, hash) }
    } catch (error) {
      if (error instanceof NotLoaded) throw error
      return { path, code: codeOf(error) ?? String(error) }
    }
  })
}

/** @throws {SourceChanged} */
export function writePosts({ folder, site, members }: WriteTask): Written[] {
  // nothing is around: whoever asks has texts that do not ask
  const around = { site, hash, now: 0, directory: new Directory() }
  return members.map(({ addressed, twins, version }) => {
    const member = new Member(addressed, new SourceFile(folder, addressed.post.path, version), twins)
    return writeEntry(composeMember(member, around), site, hash)
  })
}
