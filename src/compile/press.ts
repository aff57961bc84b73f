/** Writes posts in every format when somebody wants to see them, and keeps what it wrote while there is room. */
import type { Addressed } from '../addresses.ts'
import { formatNamed } from '../formats/index.ts'
import type {
  ContentMode,
  Entry,
  FormatName,
  Hash,
  Instant,
  Listed,
  PostHead,
  ReadableSource,
  Shown,
  Site,
  Working,
} from '../model.ts'
import { eachFormat } from '../paths.ts'
import { bodyOf } from './digest.ts'
import { encodeFormats } from './encode.ts'
import { composeEntry } from './entry.ts'
import type { Surroundings } from './surroundings.ts'

/** Bytes of written posts that are kept: the windows of some two hundred feeds. */
const ROOM = 96 * 1024 * 1024

/** A post in its place among the others, not written yet. */
export class Member implements Listed {
  readonly addressed: Addressed
  /** Where its text is. */
  readonly source: ReadableSource
  /** The post as composed, where that depends on others: what it depends on may be gone by the time it is written. */
  readonly entry: Entry | undefined
  // not asked of the posts, which have many shapes: a change of a long feed looks at these of all its members
  readonly updated: Instant
  readonly expires: Instant | undefined

  constructor(addressed: Addressed, source: ReadableSource, entry?: Entry) {
    this.addressed = addressed
    this.source = source
    this.entry = entry
    this.updated = addressed.post.updated
    this.expires = addressed.post.expires
  }

  get post(): PostHead {
    return this.addressed.post
  }
  get path(): string {
    return this.post.path
  }
  get id(): string {
    return this.addressed.identity.id
  }
  get url(): string {
    return this.addressed.url
  }
  get folder(): string {
    return this.post.folder
  }
  get folderSlug(): string {
    return this.addressed.folder
  }
  get published(): Instant {
    return this.post.published
  }
  get tags(): PostHead['tags'] {
    return this.post.tags
  }
  get authors(): PostHead['authors'] {
    return this.post.authors
  }
  get language(): string | undefined {
    return this.post.language
  }
  get inFeeds(): boolean {
    return this.post.inFeeds
  }
  get length(): number {
    return this.post.length
  }
  /** Paths of the files of the folder that it shows or encloses. */
  get media(): readonly string[] {
    return this.entry?.media ?? []
  }
}

/** The bytes of one entry in one format. */
export interface Slice {
  readonly hash: string
  /** In bytes. */
  readonly length: number
}

/** What is known of a written post without its bytes. */
export interface Writing {
  readonly content: ContentMode
  readonly slices: Readonly<Record<FormatName, Slice>>
}

type Bytes = Readonly<Record<FormatName, Uint8Array>>

/** A post, written. */
export interface Written {
  readonly writing: Writing
  readonly bytes: Bytes
}

const decoder = new TextDecoder()

export class Press {
  readonly #site: Site
  readonly #hash: Hash
  readonly #around: () => Surroundings
  readonly #working: Working
  readonly #writings = new WeakMap<Member, Writing>()
  /** The last used one last. */
  readonly #bytes = new Map<Member, Bytes>()
  #used = 0

  constructor(site: Site, hash: Hash, around: () => Surroundings, working: Working) {
    this.#site = site
    this.#hash = hash
    this.#around = around
    this.#working = working
  }

  writing(member: Member): Writing {
    return this.#writings.get(member) ?? this.#write(member).writing
  }

  bytes(member: Member, format: FormatName): Uint8Array {
    const kept = this.#bytes.get(member) ?? this.#write(member).bytes
    this.#bytes.delete(member)
    this.#bytes.set(member, kept)
    return kept[format]
  }

  /** The size of a post in its largest format, so that every format holds the same posts. */
  size(member: Member): number {
    const { rss, atom, json } = this.writing(member).slices
    return Math.max(rss.length, atom.length, json.length)
  }

  /** What the frame of a feed has to know of it. */
  shown(member: Member): Shown {
    return toShown(member, this.writing(member).content)
  }

  /** Whether it would have to be written to be seen. */
  lacks(member: Member): boolean {
    return !this.#writings.has(member)
  }

  /** Whether its bytes are at hand. */
  holds(member: Member): boolean {
    return this.#bytes.has(member)
  }

  /** The post as an item of a JSON Feed, always with its whole text. */
  item(member: Member): string {
    if (this.writing(member).content === 'full') return decoder.decode(this.bytes(member, 'json'))
    return this.#working(member.path, () =>
      formatNamed.json.entry({ ...this.#compose(member), content: 'full' }, this.#site),
    )
  }

  /** Takes what was written elsewhere. */
  keep(member: Member, { writing, bytes }: Partial<Written>): void {
    if (writing !== undefined) this.#writings.set(member, writing)
    if (bytes === undefined) return
    this.#release(member)
    this.#bytes.set(member, bytes)
    this.#used += sizeOf(bytes)
    for (const oldest of this.#bytes.keys()) {
      if (this.#used <= ROOM || oldest === member) break
      this.#release(oldest)
    }
  }

  #release(member: Member): void {
    const bytes = this.#bytes.get(member)
    if (bytes === undefined) return
    this.#bytes.delete(member)
    this.#used -= sizeOf(bytes)
  }

  #write(member: Member): Written {
    const written = this.#working(member.path, () =>
      writeEntry(this.#compose(member), this.#site, this.#hash),
    )
    this.keep(member, written)
    return written
  }

  #compose(member: Member): Entry {
    return composeMember(member, this.#around())
  }
}

/** @throws an Error where the post, which could be composed before, cannot any more */
export function composeMember(member: Member, around: Surroundings): Entry {
  const { addressed, source } = member
  const post = { ...addressed.post, body: bodyOf(source, addressed.post) }
  const { entry } = member.entry === undefined ? composeEntry({ ...addressed, post }, around) : member
  if (entry === undefined) throw new Error(`${post.path} cannot be written any more`)
  return entry
}

export function writeEntry(entry: Entry, site: Site, hash: Hash): Written {
  const bytes = encodeFormats(eachFormat((name) => formatNamed[name].entry(entry, site)))
  const slices = eachFormat((name) => ({ hash: hash(bytes[name]), length: bytes[name].length }))
  return { writing: { content: entry.content, slices }, bytes }
}

/** A post that is composed when it is written has neither an image nor files: see digest.ts. */
function toShown({ entry, post: { authors, language } }: Member, content: ContentMode): Shown {
  return entry ?? { content, authors, enclosures: [], ...(language === undefined ? {} : { language }) }
}

function sizeOf(bytes: Bytes): number {
  return Object.values(bytes).reduce((sum, { length }) => sum + length, 0)
}
