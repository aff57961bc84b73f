/**
 * Posts as the build before has them: where one post of a feed has changed, the others need not be written again. What
 * tells that a post would be written as it was is remembered beside the build; the bytes are in its documents, and
 * count if they have the hash that they had.
 */
import { join } from 'node:path'
import type { Member, Press, Writing, Written } from '../../compile/press.ts'
import { eachFormat } from '../../paths.ts'
import { decodeBytes, type StoredIndex } from '../../snapshot/bytes.ts'
import { hash } from '../hash.ts'
import { MAX_OWN, readPlainFile } from '../plain-file.ts'
import { cacheFile, keep, recall } from '../remembered/remembered.ts'
import { places } from '../stores/snapshot-places.ts'
import type { Keys } from './keys.ts'
import { indexesIn } from './previous.ts'

/** Posts as they were written. */
interface Remembered {
  /** Of the code and the configuration that wrote them. */
  readonly fingerprint: string
  /** By what stands for all that a post is made of: see keys.ts. */
  readonly posts: Readonly<Record<string, Writing>>
}

/** Slices of some documents by their hashes. */
type Slices = ReadonlyMap<string, Uint8Array>

export interface SlicesOptions {
  /** The folder of the build before. */
  readonly previous: string | undefined
  /** The folder that is built to, resolved. */
  readonly out: string
  readonly fingerprint: string
  readonly keys: Keys
  readonly press: Press
}

const FORMAT = 'dropfeed slices 1'

export class PreviousSlices {
  readonly #options: SlicesOptions
  readonly #file: string | undefined
  readonly #shown = new Set<Member>()
  #posts: Remembered['posts'] | undefined

  constructor(options: SlicesOptions) {
    this.#options = options
    this.#file = cacheFile(`${hash(options.out)}.slices`)
  }

  /** Notes that the new build shows these: of what nobody shows nothing is remembered. */
  note(members: readonly Member[]): void {
    for (const member of members) this.#shown.add(member)
  }

  /** Hands to the press what is known of the posts of a feed, and what its documents hold of them. */
  recover(base: string, members: readonly Member[]): void {
    const { previous, press } = this.#options
    const known = members.flatMap((member) => {
      const writing = press.holds(member) ? undefined : this.#known(member)
      return writing === undefined ? [] : [{ member, writing }]
    })
    if (previous === undefined || known.length === 0) return
    const slices = new Map(indexesIn(previous, base).flatMap((index) => slicesOf(previous, index)))
    for (const { member, writing } of known) press.keep(member, { writing, ...bytesOf(writing, slices) })
  }

  /** For the next build, once this one counts. */
  remember(): void {
    const { press, keys, fingerprint } = this.#options
    const shown = [...this.#shown]
    if (this.#file === undefined || shown.every((member) => press.lacks(member))) return
    const posts: Record<string, Writing> = {}
    for (const member of shown) {
      const writing = press.lacks(member) ? this.#known(member) : press.writing(member)
      if (writing !== undefined) posts[keys.ofPost(member)] = writing
    }
    keep(this.#file, FORMAT, { fingerprint, posts } satisfies Remembered)
  }

  #known(member: Member): Writing | undefined {
    this.#posts ??= this.#recall()
    const key = this.#options.keys.ofPost(member)
    return Object.hasOwn(this.#posts, key) ? this.#posts[key] : undefined
  }

  #recall(): Remembered['posts'] {
    const known = recall<Remembered>(this.#file, FORMAT)
    return known?.fingerprint === this.#options.fingerprint ? known.posts : {}
  }
}

/** None where the document is not as it was written. */
function slicesOf(build: string, index: StoredIndex): [string, Uint8Array][] {
  try {
    const { bytes } = readPlainFile(join(build, 'snapshot'), places.document(index.path).slice(1), MAX_OWN)
    const { slices } = decodeBytes(index, bytes)
    return slices.map((slice, position) => [index.marks[position]?.hash ?? '', slice])
  } catch {
    return []
  }
}

/** None unless they are there in all formats, as they were. */
function bytesOf({ slices: wanted }: Writing, slices: Slices): Pick<Partial<Written>, 'bytes'> {
  // copies: a slice would hold the whole document in memory
  const bytes = eachFormat((name) => Uint8Array.from(slices.get(wanted[name].hash) ?? []))
  const isThere = eachFormat((name) => hash(bytes[name]) === wanted[name].hash)
  return Object.values(isThere).every(Boolean) ? { bytes } : {}
}
