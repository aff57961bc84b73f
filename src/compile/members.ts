/**
 * The posts of a folder in their places, with what they show of it. A post that names nothing that another file may
 * change is composed when it is to be seen; any other one now, and again when something that it names has changed.
 */
import type { Addressed } from '../addresses.ts'
import type { Hash, Instant, MediaFile, Problem, Site, Working } from '../model.ts'
import { bodyOf } from './digest.ts'
import { Directory, pathKey, put, webKey, wikiName } from './directory.ts'
import { EarlyUpdates } from './early-updates.ts'
import { type Composed, isCurrent, recomposeEntry } from './entry.ts'
import type { Leaf, Leaves } from './leaves.ts'
import type { Placed } from './places.ts'
import { Member } from './press.ts'
import { HIDDEN, type Surroundings } from './surroundings.ts'

/** What was made of a post the last time. */
interface Before {
  readonly member: Member | undefined
  readonly composed: Composed | undefined
}

export class Members {
  readonly #directory = new Directory()
  readonly #members = new Map<string, Member>()
  /** What was found for each post that is not plain. */
  readonly #composed = new Map<string, Composed>()
  /** Paths of the posts that name something, by each of the {@link keysOf} what they name. */
  readonly #naming = new Map<string, Set<string>>()
  /** Paths of the posts that name what is not public yet. */
  readonly #waiting = new Set<string>()
  readonly #early = new EarlyUpdates()
  readonly #working: Working
  #around: Surroundings

  constructor(site: Site, hash: Hash, working: Working) {
    this.#working = working
    this.#around = { site, hash, now: Number.NEGATIVE_INFINITY, directory: this.#directory }
  }

  /** The world around each post. */
  get around(): Surroundings {
    return this.#around
  }

  /** The instants at which a post will have been updated that says so already. */
  get awaited(): readonly Instant[] {
    return this.#early.instants
  }

  /** By path. */
  get files(): ReadonlyMap<string, MediaFile> {
    return this.#directory.files
  }

  get problems(): Problem[] {
    return [...this.#early.problems, ...[...this.#composed.values()].flatMap(({ problems }) => problems)]
  }

  differences(files: ReadonlyMap<string, MediaFile>): Map<string, MediaFile | undefined> {
    const changed = [...files].filter(([path, file]) => this.files.get(path) !== file)
    const gone = [...this.files.keys()].filter((path) => !files.has(path))
    return new Map<string, MediaFile | undefined>([
      ...changed,
      ...gone.map((path): [string, undefined] => [path, undefined]),
    ])
  }

  /** The members that are gone, and those that have come. One that changed is both. */
  update(
    { places, moved }: Placed,
    leaves: Leaves,
    files: ReadonlyMap<string, MediaFile | undefined>,
    now: Instant,
  ): [gone: Member[], come: Member[]] {
    const doubtful = this.#arrange(places, moved, files, now)
    const stale = [...doubtful].filter((path) => !moved.has(path) && !this.#isCurrent(path))
    const [gone, come]: [Member[], Member[]] = [[], []]
    for (const path of moved.union(new Set([...stale, ...this.#early.due(now)]))) {
      const before = { member: this.#members.get(path), composed: this.#forget(path) }
      const fresh = this.#settle(places.get(path), leaves.get(path), before)
      put(this.#members, path, fresh)
      if (before.member === fresh) continue
      if (before.member !== undefined) gone.push(before.member)
      if (fresh !== undefined) come.push(fresh)
    }
    return [gone, come]
  }

  /** Takes over where everything is now; gives the paths of the posts that may find something else there. */
  #arrange(
    places: ReadonlyMap<string, Addressed>,
    moved: ReadonlySet<string>,
    files: ReadonlyMap<string, MediaFile | undefined>,
    now: Instant,
  ): Set<string> {
    // what the clock hides it shows later; only where the clock goes back it hides what it has shown
    const doubtful = new Set(now < this.#around.now ? this.#composed.keys() : this.#waiting)
    const arranged = this.#naming.size === 0 ? [] : [...files.keys(), ...moved]
    const keys = arranged.flatMap((path) => [
      ...keysOf(path, this.#directory.posts.get(path)),
      ...keysOf(path, places.get(path)),
    ])
    for (const key of new Set(keys)) for (const path of this.#naming.get(key) ?? []) doubtful.add(path)
    for (const [path, file] of files) this.#directory.putFile(path, file)
    for (const path of moved) this.#directory.putPost(path, places.get(path))
    this.#around = { ...this.#around, now }
    return doubtful
  }

  #isCurrent(path: string): boolean {
    const [composed, place] = [this.#composed.get(path), this.#directory.posts.get(path)]
    return composed !== undefined && place !== undefined && isCurrent(composed, place, this.#around)
  }

  /** A post that cannot be composed any more is stood in for by what it was before. */
  #settle(
    asked: Addressed | undefined,
    leaf: Leaf | undefined,
    { member: before, composed: last }: Before,
  ): Member | undefined {
    if (asked === undefined || leaf === undefined) return undefined
    const place = this.#early.withhold(asked, leaf.source, this.#around.now)
    if (leaf.isPlain) return new Member(place, leaf.source)
    const post = { ...place.post, body: bodyOf(leaf.source, place.post) }
    const composed = this.#working(place.post.path, () =>
      recomposeEntry({ ...place, post }, this.#around, last),
    )
    this.#note(place.post.path, composed)
    if (composed.entry === undefined) return isPlain(before) ? before : undefined
    return composed.entry === last?.entry ? before : new Member(place, leaf.source, composed.entry)
  }

  #note(path: string, composed: Composed): void {
    this.#composed.set(path, composed)
    if ([...composed.lookups.values()].includes(HIDDEN)) this.#waiting.add(path)
    for (const name of namesIn(composed)) {
      const naming = this.#naming.get(name)
      if (naming === undefined) this.#naming.set(name, new Set([path]))
      else naming.add(path)
    }
  }

  #forget(path: string): Composed | undefined {
    const composed = this.#composed.get(path)
    for (const name of composed === undefined ? [] : namesIn(composed)) {
      const naming = this.#naming.get(name)
      naming?.delete(path)
      if (naming?.size === 0) this.#naming.delete(name)
    }
    this.#composed.delete(path)
    this.#waiting.delete(path)
    this.#early.forget(path)
    return composed
  }
}

/** What a post or file may be named by: its path, its address, its name in wiki links. */
function keysOf(path: string, place: Addressed | undefined): string[] {
  return [pathKey(path), `[[${wikiName(path)}`, ...(place === undefined ? [] : [webKey(place.url)])]
}

function namesIn({ lookups, wikiNames }: Composed): string[] {
  return [...[...lookups.keys()].map(pathKey), ...[...wikiNames.keys()].map((name) => `[[${wikiName(name)}`)]
}

/** It names nothing, so it can stand in for itself whatever has become of the others. */
function isPlain(member: Member | undefined): boolean {
  return member !== undefined && member.entry === undefined
}
