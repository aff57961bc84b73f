/** Makes parts of a build, on any thread: pages of posts, packs of them, and feeds. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hash } from '../disk/hash.ts'
import type { Instant, Site } from '../model.ts'
import type { Context } from '../site/context.ts'
import { SiteAt } from '../site/site.ts'
import { cut, packDocument, showsAll } from '../snapshot/bytes.ts'
import { decodeFeeds, type FiledIndex, placeFeed } from '../snapshot/feed-packs.ts'
import { type Elsewhere, MAX_INLINE, MAX_PACKED, type PackKind } from '../snapshot/packs.ts'
import { places } from '../snapshot/places.ts'
import type { DocumentIndex, Edition, FeedDocument, Manifest } from '../snapshot/snapshot.ts'
import { packReader } from '../snapshot/stored.ts'
import { visible } from '../snapshot/visibility.ts'
import type { FileWriter } from './file-writer.ts'
import { copyMedia } from './media.ts'
import {
  type FeedOrder,
  type FeedPackOrder,
  type Order,
  type PackOrder,
  pageFile,
  partKeys,
} from './orders.ts'
import { BuildPages } from './pages.ts'
import type { MadePart, WrittenFile } from './record.ts'

export interface Made {
  readonly parts: readonly MadePart[]
  /** Documents as they are served from now on. */
  readonly served: readonly DocumentIndex[]
}

export interface Instructions {
  readonly site: Site
  readonly now: Instant
  /** The folder of the posts. */
  readonly posts: string
  /** The folder that is built to. */
  readonly out: string
}

/** A thing in a pack. */
interface Packed {
  readonly value: object
  readonly bytes?: readonly Uint8Array[]
}

const NEWLINE = Buffer.from('\n')

/** A member of a JSON object: `"name":value`. */
function jsonMember(name: string, value: object): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`
}

export class Maker {
  readonly #at: SiteAt
  readonly #work: Omit<Instructions, 'site'>
  readonly #files: FileWriter
  readonly #pages: BuildPages
  #served: DocumentIndex[] = []
  readonly manifest: Manifest

  constructor(context: Context, work: Omit<Instructions, 'site'>, files: FileWriter) {
    const { now } = work
    this.#at = new SiteAt(context, now, (index) => this.#served.push(index))
    this.#work = work
    this.#files = files
    this.manifest = this.#at.manifest
    this.#pages = new BuildPages(this.#at, this.manifest, now)
  }

  async make({ media = [], packs = [], pages = [], feeds = [], feedPacks = [] }: Order): Promise<Made> {
    this.#served = []
    const made = this.#pages
    made.forgetPages()
    const parts: MadePart[] = media.map((file) => copyMedia(file, { ...this.#work, files: this.#files }))
    for (const pack of packs) parts.push(this.#pack(pack, (path) => this.#thing(pack.kind, path, made)))
    for (const path of pages) parts.push(await this.#page(path, made))
    for (const feed of feeds) parts.push((await this.#feed(feed, made)).part)
    for (const pack of feedPacks) parts.push(...(await this.#feedPack(pack, made)))
    return { parts, served: this.#served }
  }

  /** @param find a thing, and the bytes that it has behind those that the pack has already */
  #pack(
    { key, things, of }: PackOrder,
    find: (thing: string, start: number) => Packed | undefined,
  ): MadePart {
    const files: WrittenFile[] = []
    const file = (members: readonly string[], bytes: readonly Uint8Array[]): string => {
      const head = Buffer.from(`{${members.join(',')}}`)
      const content = bytes.length === 0 ? head : Buffer.concat([head, NEWLINE, ...bytes])
      const name = hash(content)
      files.push(this.#files.write(`snapshot${places.pack(name)}`, content, name))
      return name
    }
    const alone = (thing: string): Elsewhere => {
      const { value = {}, bytes = [] } = find(thing, 0) ?? {}
      return { pack: file([jsonMember(thing, value)], bytes) }
    }
    const members: string[] = []
    const all: Uint8Array[] = []
    let length = 0
    for (const thing of things) {
      const found = find(thing, length)
      if (found === undefined) continue
      const { value, bytes = [] } = found
      const member = jsonMember(thing, value)
      const isLarge = member.length > MAX_PACKED
      members.push(isLarge ? jsonMember(thing, alone(thing)) : member)
      if (isLarge) continue
      all.push(...bytes)
      length = bytes.reduce((end, part) => end + part.length, length)
    }
    return { key, of: `${file(members, all)} ${of}`, files }
  }

  async #feedPack(pack: FeedPackOrder, made: BuildPages): Promise<MadePart[]> {
    const parts: MadePart[] = []
    const feeds = new Map<string, readonly FiledIndex[]>()
    for (const order of pack.feeds) {
      const feed = await this.#feed(order, made)
      parts.push(feed.part)
      feeds.set(order.base, feed.indexes)
    }
    const snapshot = join(this.#work.out, 'snapshot')
    const files = { read: (path: string) => readFile(join(snapshot, path)) }
    const names = pack.before === undefined ? [] : [pack.before]
    const before = packReader(files, names, { decode: decodeFeeds })
    for (const base of pack.things) {
      const known = feeds.get(base) ?? (await before(base))
      if (known !== undefined) feeds.set(base, known)
    }
    const find = (base: string, start: number) => {
      const indexes = feeds.get(base)
      return indexes && placeFeed(indexes, start)
    }
    return [...parts, this.#pack(pack, find)]
  }

  #thing(kind: PackKind, path: string, made: BuildPages): Packed | undefined {
    const others = () => (kind === 'former' ? this.#at.former(path) : this.#at.media(path))
    const value = kind === 'pages' ? made.page(path) : others()
    return value && { value }
  }

  async #page(path: string, made: BuildPages): Promise<MadePart> {
    const page = made.page(path)
    const files = page === undefined ? [] : [this.#files.write(pageFile(path), await made.post(page))]
    return { key: partKeys.page(path), of: '', files }
  }

  async #feed(
    { base, isTaken }: FeedOrder,
    made: BuildPages,
  ): Promise<{ part: MadePart; indexes: readonly FiledIndex[] }> {
    const files: WrittenFile[] = []
    const indexes: FiledIndex[] = []
    for (const document of this.#at.formats(base)) {
      const { index, written } = this.#document({ ...document.index, ...document.bytes() })
      indexes.push(index)
      files.push(...written)
    }
    const listing = isTaken || base === '/' ? undefined : await made.listing(base)
    if (listing !== undefined) files.push(this.#files.write(pageFile(base), listing))
    return { part: { key: partKeys.feed(base), of: isTaken ? 'taken' : '', files }, indexes }
  }

  /** The document as the snapshot has it, and as it is shown now. */
  #document(document: FeedDocument): { index: FiledIndex; written: WrittenFile[] } {
    const showing = visible(document, this.#work.now)?.edition
    const { index, bytes } = packDocument(document, showing?.stamp)
    const sum = hash(bytes)
    const isSmall = bytes.length <= MAX_INLINE
    const kept = isSmall ? undefined : this.#files.write(`snapshot${places.document(sum)}`, bytes, sum)
    const path = `site${document.path}`
    const whole = () =>
      kept === undefined ? this.#files.write(path, bytes, sum) : this.#files.copy(kept, path)
    const part = ({ stamp, runs }: Edition) =>
      this.#files.write(path, cut(document, document, { stamp }, runs))
    const shown = showing && (showsAll(document, showing) ? whole() : part(showing))
    return {
      index: isSmall ? { ...index, bytes } : { ...index, file: sum },
      written: [kept, shown].filter((file) => file !== undefined),
    }
  }
}
