/** The sources of a folder and what is kept of each. */

import type { Features } from '../identity/ledger.ts'
import type { Candidate, Paths } from '../identity.ts'
import type { Problem, ReadableSource, Source } from '../model.ts'
import type { Digest } from './digest.ts'

/** A source as it was handed in, and the version of it that counts. */
export interface Leaf {
  readonly given: Source
  /** The last good version, where the one at hand is unusable. */
  readonly source: ReadableSource
  /** See {@link Digest}. */
  readonly isPlain: boolean
}

export class Leaves {
  /** The posts by path. */
  readonly candidates = new Map<string, Candidate>()
  readonly #leaves = new Map<string, Leaf>()
  readonly #problems = new Map<string, readonly Problem[]>()
  readonly #read: (source: Source) => Digest

  constructor(read: (source: Source) => Digest) {
    this.#read = read
  }

  /** Of all sources. */
  get paths(): Paths {
    return this.#leaves
  }

  get problems(): Problem[] {
    return [...this.#problems.values()].flat()
  }

  get(path: string): Leaf | undefined {
    return this.#leaves.get(path)
  }

  /** What of a whole folder is not as it was. */
  differences(sources: Iterable<Source>): Map<string, Source | undefined> {
    const differences = new Map<string, Source | undefined>()
    const there = new Set<string>()
    for (const source of sources) {
      there.add(source.path)
      if (this.#leaves.get(source.path)?.given !== source) differences.set(source.path, source)
    }
    for (const path of this.#leaves.keys()) if (!there.has(path)) differences.set(path, undefined)
    return differences
  }

  update(path: string, source: Source | undefined): void {
    const [leaf, candidate] = [this.#leaves.get(path), this.candidates.get(path)]
    if (leaf !== undefined) this.#remove(path)
    if (source === undefined) return
    const digest = this.#read(source)
    if (digest.problems.length > 0) this.#problems.set(path, digest.problems)
    const isBroken = digest.post === undefined && digest.problems.some(({ severity }) => severity === 'error')
    // a post that has become unusable is stood in for by its last good version; one that is held back is not
    if (isBroken && leaf !== undefined && candidate !== undefined)
      this.#put(path, { ...leaf, given: source }, candidate)
    else this.#put(path, { given: source, source: textOf(source), isPlain: digest.isPlain }, digest)
  }

  /** Takes the features of posts as they stand elsewhere, letter by letter: of so many texts one copy is enough. */
  share(paths: Iterable<string>, features: ReadonlyMap<string, Features>): void {
    for (const path of paths) {
      const [candidate, same] = [this.candidates.get(path), features.get(path)]
      if (candidate !== undefined && same !== undefined)
        this.candidates.set(path, { post: candidate.post, features: same })
    }
  }

  #remove(path: string): void {
    this.#leaves.delete(path)
    this.candidates.delete(path)
    this.#problems.delete(path)
  }

  #put(path: string, leaf: Leaf, { post, features }: Partial<Candidate>): void {
    this.#leaves.set(path, leaf)
    if (post !== undefined && features !== undefined) this.candidates.set(path, { post, features })
  }
}

function textOf(source: Source): ReadableSource {
  return 'text' in source ? source : { path: source.path, text: '' }
}
