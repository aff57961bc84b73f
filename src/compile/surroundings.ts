/**
 * What a post can refer to: the other posts, the files of the folder, and web addresses. A post that is not public
 * is nothing that another may show, not even its address.
 */
import { type Addressed, oldestFirst } from '../addresses.ts'
import type { Hash, Instant, MediaFile, PostHead, Site } from '../model.ts'

/** What an entry needs to know of the world around its post. */
export interface Surroundings {
  readonly site: Site
  readonly hash: Hash
  readonly now: Instant
  /** The files of the posts folder that may be shown or enclosed, by path. */
  readonly files: ReadonlyMap<string, MediaFile>
  /** All posts, by path. */
  readonly posts: ReadonlyMap<string, Addressed>
  /** The same by the {@link webKey} of their addresses. */
  readonly pages: () => ReadonlyMap<string, Addressed>
  /** Paths of posts and files by the name that a wiki link gives them, the nearest to the top first. */
  readonly names: () => ReadonlyMap<string, readonly string[]>
}

/** A post that is not public all the time that the post is which refers to it. */
export const HIDDEN = Symbol('hidden')

/** The address of a post, a file, or nothing. */
export type Found = string | typeof HIDDEN | MediaFile | undefined

/** What of a post's surroundings is the same for all posts. */
export type Ground = Pick<Surroundings, 'site' | 'hash' | 'now' | 'files'>

/** @param posts by path */
export function survey(ground: Ground, posts: ReadonlyMap<string, Addressed>): Surroundings {
  return {
    ...ground,
    posts,
    // of two with one address the newer counts, in whatever order they became known
    pages: once(() => new Map([...posts.values()].sort(oldestFirst).map((one) => [webKey(one.url), one]))),
    names: once(() => {
      const paths = [...posts.keys(), ...ground.files.keys()]
      return Map.groupBy(paths.sort(topFirst), wikiName)
    }),
  }
}

/** Makes a thing when it is first asked for: a survey is made with every edit, and most need none of it. */
function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined
  return () => {
    made ??= { it: make() }
    return made.it
  }
}

/** What spellings of a web address that lead to one page have in common. No path in the folder begins like it. */
export function webKey(address: string): string {
  const { host, pathname } = new URL(address)
  return `//${host}${decoded(pathname).replace(/\/{2,}/g, '/')}`.replace(/\/(?:index\.html?)?$/i, '')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** What is known by a path or a {@link webKey}, as far as a post may show it. */
export function lookup(key: string, post: PostHead, { posts, pages, files, now }: Surroundings): Found {
  const target = key.startsWith('//') ? pages().get(key) : posts.get(key)
  if (target === undefined) return files.get(key)
  return isPublicThroughout(target.post, post, now) ? target.url : HIDDEN
}

/**
 * Documents are written once, and show a link as long as they show the post it is in. So the target has to be
 * public by then (or by now, if that is later), and to stay at least as long.
 */
function isPublicThroughout(
  target: PostHead,
  { published, expires = Infinity }: PostHead,
  now: Instant,
): boolean {
  return target.published <= Math.max(published, now) && (target.expires ?? Infinity) >= expires
}

/** The path that a wiki link means: of those with its name the one in the same folder, or the nearest to the top. */
export function findByName(name: string, from: string, { names }: Surroundings): string | undefined {
  const wanted = `/${name.toLowerCase()}`
  const fits = (path: string) => {
    const full = `/${path.toLowerCase()}`
    return full.endsWith(wanted) || full.replace(POST_NAME, '').endsWith(wanted)
  }
  const found = (names().get(wikiName(name)) ?? []).filter(fits)
  return found.find((path) => folderOf(path) === folderOf(from)) ?? found[0]
}

/** Of a path in the posts folder or as a link writes it: a post's without its ending. */
export const POST_NAME = /\.(md|markdown)$/i

export function wikiName(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(POST_NAME, '')
    .toLowerCase()
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function topFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1)
}
