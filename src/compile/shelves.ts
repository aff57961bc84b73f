/** The posts of each feed, newest first, kept up with while posts come and go. */
import { newestFirst, opening, type Section, sectionsOf } from '../feeds.ts'
import type { FeedSpec, Hash, Instant, Listed, Site } from '../model.ts'
import { placeOf } from './sequence.ts'

/** From so many posts on a shelf is sorted rather than each put into its place. */
const MANY = 50

interface Shelf<E extends Listed> {
  readonly name: string
  readonly entries: readonly E[]
}

/** Where a feed is, and when it appears at the earliest. */
interface Placed {
  readonly base: string
  readonly opens: Instant
}

export class Shelves<E extends Listed> {
  readonly #sections: readonly Section[]
  /** By section, by key. */
  readonly #shelves = new Map<Section, Map<string, Shelf<E>>>()
  readonly #specs = new WeakMap<Shelf<E>, { base: string; spec: FeedSpec<E> }>()
  #all: readonly FeedSpec<E>[] = []

  /** `shortHash` makes slugs of colliding names distinct. */
  constructor(site: Site, shortHash: Hash) {
    this.#sections = sectionsOf(site, shortHash)
    for (const section of this.#sections) this.#shelves.set(section, new Map())
  }

  /** All feeds, the main feed first. A feed that stayed the same is the same object. */
  get feeds(): readonly FeedSpec<E>[] {
    return this.#all
  }

  update(gone: readonly E[], come: readonly E[]): void {
    // in order once for all of them: so are those that each shelf gets of them
    const entering = come.toSorted(newestFirst)
    for (const section of this.#sections) this.#updateSection(section, gone, entering)
    this.#all = this.#sections.flatMap((section) => this.#plan(section))
  }

  #updateSection(section: Section, gone: readonly E[], come: readonly E[]): void {
    const shelves = this.#shelves.get(section) ?? new Map<string, Shelf<E>>()
    const leaving = byKey(gone, section)
    const entering = byKey(come, section)
    for (const key of new Set([...leaving.keys(), ...entering.keys()])) {
      const entries = merge(shelves.get(key)?.entries ?? [], leaving.get(key) ?? [], entering.get(key) ?? [])
      const oldest = entries.at(-1)
      const name = oldest && section.namesOf(oldest).findLast((named) => named.key === key)?.name
      if (name === undefined && section.kind !== 'main') shelves.delete(key)
      else shelves.set(key, { name: name ?? '', entries })
    }
    if (section.kind === 'main' && shelves.size === 0) shelves.set('', { name: '', entries: [] })
  }

  #plan(section: Section): FeedSpec<E>[] {
    const shelves = this.#shelves.get(section) ?? new Map<string, Shelf<E>>()
    const bases = section.basesOf([...shelves].sort(oldestFirst).map(([key]) => key))
    const opens = opening(section.kind, [...shelves.values()].map(firstOf))
    return [...shelves.keys()].sort().flatMap((key) => {
      const shelf = shelves.get(key)
      const base = bases.get(key)
      return shelf === undefined || base === undefined ? [] : this.#specOf(section, shelf, { base, opens })
    })
  }

  #specOf(section: Section, shelf: Shelf<E>, { base, opens }: Placed): FeedSpec<E> {
    const since = opens > firstOf(shelf) ? { since: opens } : {}
    const known = this.#specs.get(shelf)
    if (known?.base === base && known.spec.since === since.since) return known.spec
    const { kind } = section
    const spec = { kind, base, ...section.headOf(shelf.name), entries: shelf.entries, ...since }
    this.#specs.set(shelf, { base, spec })
    return spec
  }
}

function oldestFirst<E extends Listed>([a, one]: [string, Shelf<E>], [b, other]: [string, Shelf<E>]): number {
  return firstOf(one) - firstOf(other) || (a < b ? -1 : 1)
}

/** When its oldest post was published. */
function firstOf({ entries }: Shelf<Listed>): Instant {
  return entries.at(-1)?.published ?? 0
}

function byKey<E extends Listed>(entries: readonly E[], section: Section): Map<string, E[]> {
  const groups = new Map<string, E[]>()
  for (const entry of entries) {
    if (!entry.inFeeds) continue
    for (const { key } of section.namesOf(entry)) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [entry])
      // it may have a name twice
      else if (group.at(-1) !== entry) group.push(entry)
    }
  }
  return groups
}

/** @param come newest first, as the shelf is */
function merge<E extends Listed>(shelf: readonly E[], gone: readonly E[], come: readonly E[]): readonly E[] {
  if (shelf.length === 0) return come
  if (gone.length + come.length > MANY) return mergeMany(shelf, gone, come)
  const entries = [...shelf]
  for (const entry of gone) {
    const at = entries.indexOf(entry)
    if (at !== -1) entries.splice(at, 1)
  }
  for (const entry of come) entries.splice(placeOf(entry, entries), 0, entry)
  return entries
}

function mergeMany<E extends Listed>(shelf: readonly E[], gone: readonly E[], come: readonly E[]): E[] {
  const leaving = new Set(gone)
  const staying = shelf.filter((entry) => !leaving.has(entry))
  return staying.concat(come).sort(newestFirst)
}
