/**
 * Where the posts of a folder are, told again when some of them have changed. An address that only one post ever
 * asked for concerns nobody else; see addresses.ts for what is decided.
 */
import { type Addressed, addressing, assignAddresses, identityOf, isOwn } from '../addresses.ts'
import type { Candidate } from '../identity.ts'
import type { Hash, Identity, PostHead, Problem, Site } from '../model.ts'
import { fileSlug, fold } from '../slug.ts'

/** From so many changed posts on everything is looked at anew. */
const MANY = 200

export interface Placed {
  /** By path. */
  readonly places: ReadonlyMap<string, Addressed>
  readonly problems: readonly Problem[]
  /** Paths of the posts whose place or identity is another than before. */
  readonly moved: ReadonlySet<string>
}

export class Places {
  readonly #site: Site
  readonly #hash: Hash
  readonly #addressOf: ReturnType<typeof addressing>
  /** The slugs of the folders, by path; undefined where some have the same, so that their ages decide. */
  #folders: ReadonlyMap<string, string> | undefined
  #places = new Map<string, Addressed>()
  /** By address. */
  #owners = new Map<string, Addressed>()
  #problems: readonly Problem[] = []

  constructor(site: Site, hash: Hash) {
    this.#site = site
    this.#hash = hash
    this.#addressOf = addressing(site)
  }

  /**
   * @param posts all posts by path
   * @param changed paths of posts that came, went, were edited or have another id
   */
  update(
    posts: ReadonlyMap<string, Pick<Candidate, 'post'>>,
    ids: ReadonlyMap<string, Identity>,
    changed: ReadonlySet<string>,
  ): Placed {
    const isSettled = this.#folders !== undefined && this.#problems.length === 0
    const isAlone = isSettled && changed.size <= MANY && this.#placeFew(posts, ids, changed)
    const moved = isAlone ? changed : this.#placeAll(posts, ids, changed)
    return { places: this.#places, problems: this.#problems, moved }
  }

  /** Where a post is that asks for an address of its own; undefined where its folder is new, or not the only one so called. */
  #guess(post: PostHead, identity: Identity): Addressed | undefined {
    const folder = this.#folders?.get(post.folder)
    if (folder === undefined) return undefined
    const url = this.#addressOf({ ...post, folder })
    return isOwn(url, this.#site) ? undefined : { post, identity: identityOf(identity), folder, url }
  }

  /** Whether it could be done: nobody else wants any of the addresses, and no folder is new. */
  #placeFew(
    posts: ReadonlyMap<string, Pick<Candidate, 'post'>>,
    ids: ReadonlyMap<string, Identity>,
    changed: ReadonlySet<string>,
  ): boolean {
    const wanted = new Map<string, Addressed>()
    for (const path of changed) {
      const [post, identity] = [posts.get(path)?.post, ids.get(path)]
      if (post === undefined || identity === undefined) continue
      const place = this.#guess(post, identity)
      if (place === undefined) return false
      const owner = this.#owners.get(place.url)?.post.path
      if (wanted.has(place.url) || (owner !== undefined && !changed.has(owner))) return false
      wanted.set(place.url, place)
    }
    for (const path of changed) this.#leave(path)
    for (const place of wanted.values()) this.#enter(place)
    return true
  }

  #leave(path: string): void {
    const place = this.#places.get(path)
    if (place === undefined) return
    this.#places.delete(path)
    this.#owners.delete(place.url)
  }

  #enter(place: Addressed): void {
    this.#places.set(place.post.path, place)
    this.#owners.set(place.url, place)
  }

  #placeAll(
    posts: ReadonlyMap<string, Pick<Candidate, 'post'>>,
    ids: ReadonlyMap<string, Identity>,
    changed: ReadonlySet<string>,
  ): ReadonlySet<string> {
    const before = this.#places
    const heads = [...posts.values()].map(({ post }) => post)
    const ground = { site: this.#site, hash: this.#hash }
    const { owners, folders, problems } = assignAddresses(heads, ids, ground)
    this.#folders = [...folders].every(isPlain) ? folders : undefined
    this.#owners = owners
    this.#places = new Map()
    for (const place of owners.values()) this.#places.set(place.post.path, place)
    this.#problems = problems
    return movedBetween(before, this.#places).union(changed)
  }
}

/** In the order of their ages, in which feeds have them: what is in order is soon put in order. */
function movedBetween(
  before: ReadonlyMap<string, Addressed>,
  now: ReadonlyMap<string, Addressed>,
): Set<string> {
  const moved = new Set<string>()
  for (const [path, place] of now) if (!isSame(before.get(path), place)) moved.add(path)
  for (const path of before.keys()) if (!now.has(path)) moved.add(path)
  return moved
}

/** A folder has the slug of its name, whichever others there are. */
function isPlain([path, slug]: [string, string]): boolean {
  const names = path === '' ? [] : path.split('/')
  return slug === names.map((name) => fileSlug(fold(name))).join('/')
}

function isSame(a: Addressed | undefined, b: Addressed): boolean {
  if (a === undefined || a.post !== b.post || a.url !== b.url || a.folder !== b.folder) return false
  return a.identity.id === b.identity.id && a.identity.iri === b.identity.iri
}
