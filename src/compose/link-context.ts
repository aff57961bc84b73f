/**
 * What a post can refer to: the other posts, the files of the folder, and web addresses. A post that is not public
 * is nothing that another may show, not even its address.
 */
import { baseOf } from '../base/paths.ts'
import type { Hash, Instant, MediaFile, PostHead, Site } from '../model.ts'
import { BUNDLE, POST_NAME, pathKey, wikiName } from './names.ts'

/** A post that others may link to. */
export interface Target {
  readonly post: Pick<PostHead, 'published' | 'expires'>
  readonly url: string
}

/** The posts and files of a folder, by everything that a post may name them by. */
export interface Directory {
  readonly posts: Pick<ReadonlyMap<string, Target>, 'get'>
  /** Files that may be shown or enclosed, by path. */
  readonly files: Pick<ReadonlyMap<string, MediaFile>, 'get'>
  /** The path of the post or file that a path names, however its letters are composed. */
  locate(path: string): string | undefined
  /** The post at a web key: see names.ts. */
  page(key: string): Target | undefined
  /** Paths of the posts and files with a wiki name, the nearest to the top first. */
  named(name: string): readonly string[]
}

/** Everything outside the post that its entry depends on. */
export interface LinkContext {
  readonly site: Site
  readonly hash: Hash
  readonly now: Instant
  readonly directory: Directory
}

/** A post that is not public all the time that the post is which refers to it. */
export const HIDDEN = Symbol('hidden')

/** The address of a post, a file, or nothing. */
export type Found = string | typeof HIDDEN | MediaFile | undefined

/** Looks up a path or a web key (names.ts); hides targets that the post must not show. */
export function lookup(key: string, post: Target['post'], { directory, now }: LinkContext): Found {
  const path = key.startsWith('//') ? key : (directory.locate(key) ?? key)
  const target = key.startsWith('//') ? directory.page(key) : directory.posts.get(path)
  if (target === undefined) return directory.files.get(path)
  return isPublicThroughout(target.post, post, now) ? target.url : HIDDEN
}

/**
 * Documents are written once, and show a link as long as they show the post it is in. So the target has to be
 * public by then (or by now, if that is later), and to stay at least as long.
 */
function isPublicThroughout(
  target: Target['post'],
  { published, expires = Infinity }: Target['post'],
  now: Instant,
): boolean {
  return target.published <= Math.max(published, now) && (target.expires ?? Infinity) >= expires
}

/** The path that a wiki link means: of those with its name the one in the same folder, or the nearest to the top. */
export function findByName(name: string, from: string, { directory }: LinkContext): string | undefined {
  const wanted = `/${pathKey(name).toLowerCase()}`
  const fits = (path: string) => {
    const full = `/${pathKey(path).toLowerCase()}`
    const names = [full, full.replace(POST_NAME, ''), full.replace(BUNDLE, '')]
    return names.some((name) => name.endsWith(wanted))
  }
  const found = directory.named(wikiName(name)).filter(fits)
  return found.find((path) => baseOf(path) === baseOf(from)) ?? found[0]
}
