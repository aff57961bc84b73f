/** The sources of a folder and what is kept of each. */

import type { Candidate, Paths } from '../identity.ts'
import type { Problem, ReadableSource, Source } from '../model.ts'
import type { Digest } from './digest.ts'

/** A source as it was handed in, and the version of it that counts. */
export interface Leaf {
  readonly given: Source
  /** The last good version, where the one at hand is unusable. */
  readonly source: ReadableSource
  readonly digest: Digest
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
    const before = this.#leaves.get(path)
    if (before !== undefined) this.#remove(path)
    if (source !== undefined) this.#put(path, this.#toLeaf(source, before))
  }

  #remove(path: string): void {
    this.#leaves.delete(path)
    this.candidates.delete(path)
    this.#problems.delete(path)
  }

  #put(path: string, leaf: Leaf): void {
    const { digest } = leaf
    this.#leaves.set(path, leaf)
    if (isCandidate(digest)) this.candidates.set(path, digest)
    if (digest.problems.length > 0) this.#problems.set(path, digest.problems)
  }

  /** A post that has become unusable is stood in for by its last good version; a draft is not. */
  #toLeaf(given: Source, before: Leaf | undefined): Leaf {
    const digest = this.#read(given)
    const isBroken = digest.post === undefined && digest.problems.length > 0
    if (!isBroken || before?.digest.post === undefined) return { given, source: textOf(given), digest }
    return { given, source: before.source, digest: { ...before.digest, problems: digest.problems } }
  }
}

function isCandidate(digest: Digest): digest is Digest & Candidate {
  return digest.post !== undefined && digest.features !== undefined
}

function textOf(source: Source): ReadableSource {
  return 'text' in source ? source : { path: source.path, text: '' }
}
