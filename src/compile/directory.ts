/**
 * The posts and files of a folder by everything that a post may name them by. What is not known by its path is put in
 * order when somebody first asks for it, and kept so from then on: most folders never ask, and one change is no reason
 * to look at all posts.
 */
import { type Addressed, oldestFirst } from '../addresses.ts'
import type { MediaFile } from '../model.ts'

export class Directory {
  readonly #posts = new Map<string, Addressed>()
  readonly #files = new Map<string, MediaFile>()
  #pages: Groups<Addressed> | undefined
  #names: Groups<string> | undefined
  /** Paths that are not in NFC, by their {@link pathKey}. */
  readonly #decomposed = new Groups<string>(topFirst)

  /** By path. */
  get posts(): ReadonlyMap<string, Addressed> {
    return this.#posts
  }

  /** The files that may be shown or enclosed, by path. */
  get files(): ReadonlyMap<string, MediaFile> {
    return this.#files
  }

  putPost(path: string, post: Addressed | undefined): void {
    const [before, wasThere] = [this.#posts.get(path), this.#has(path)]
    put(this.#posts, path, post)
    this.#index(path, wasThere)
    if (before !== undefined) this.#pages?.remove(webKey(before.url), before)
    if (post !== undefined) this.#pages?.add(webKey(post.url), post)
  }

  putFile(path: string, file: MediaFile | undefined): void {
    const wasThere = this.#has(path)
    put(this.#files, path, file)
    this.#index(path, wasThere)
  }

  /** The path of the post or file that a path names: macOS and Linux compose letters in different ways. */
  locate(path: string): string | undefined {
    if (this.#has(path)) return path
    const key = pathKey(path)
    return this.#has(key) ? key : this.#decomposed.get(key)[0]
  }

  /** The post at a {@link webKey}: of two with one address the newer, in whatever order they became known. */
  page(key: string): Addressed | undefined {
    this.#pages ??= new Groups(oldestFirst, ({ url }) => webKey(url), [...this.#posts.values()])
    return this.#pages.get(key).at(-1)
  }

  /** Paths of the posts and files that have a {@link wikiName}, the nearest to the top first. */
  named(name: string): readonly string[] {
    const paths = () => [...new Set([...this.#posts.keys(), ...this.#files.keys()])]
    this.#names ??= new Groups(topFirst, wikiName, paths())
    return this.#names.get(name)
  }

  #has(path: string): boolean {
    return this.#posts.has(path) || this.#files.has(path)
  }

  #index(path: string, wasThere: boolean): void {
    if (this.#has(path) === wasThere) return
    const change = wasThere ? 'remove' : 'add'
    this.#names?.[change](wikiName(path), path)
    const key = pathKey(path)
    if (key !== path) this.#decomposed[change](key, path)
  }
}

/** Things that share a key, in order. */
class Groups<T> {
  readonly #order: (a: T, b: T) => number
  readonly #groups: Map<string, T[]>

  constructor(order: (a: T, b: T) => number, keyOf?: (item: T) => string, all: readonly T[] = []) {
    this.#order = order
    this.#groups = keyOf === undefined ? new Map() : Map.groupBy(all.toSorted(order), keyOf)
  }

  get(key: string): readonly T[] {
    return this.#groups.get(key) ?? []
  }

  add(key: string, item: T): void {
    this.#groups.set(key, [...this.get(key), item].sort(this.#order))
  }

  remove(key: string, item: T): void {
    const rest = this.get(key).filter((other) => other !== item)
    put(this.#groups, key, rest.length === 0 ? undefined : rest)
  }
}

export function put<T>(table: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) table.delete(key)
  else table.set(key, value)
}

/** What spellings of a web address that lead to one page have in common. No path in the folder begins like it. */
export function webKey(address: string): string {
  const { host, pathname } = new URL(address)
  const path = pathKey(decoded(pathname)).replace(/\/{2,}/g, '/')
  return `//${host}${path}`.replace(/\/(?:index\.html?)?$/i, '')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Of a path in the posts folder or as a link writes it: a post's without its ending. */
export const POST_NAME = /\.(md|markdown)$/i

/** The form that all Unicode spellings of a path share. */
export function pathKey(path: string): string {
  return path.normalize('NFC')
}

export function wikiName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return pathKey(name).replace(POST_NAME, '').toLowerCase()
}

/** Orders paths: the nearest to the top first. */
export function topFirst(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1)
}
