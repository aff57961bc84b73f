/** Makes parts of a build, on any thread: copies of files, pages of posts, feeds, and packs of all these. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hash } from '../disk/hash.ts'
import type { Instant, Site } from '../model.ts'
import type { Context } from '../site/database.ts'
import { SiteAt } from '../site/site.ts'
import { cut, packDocument, showsAll } from '../snapshot/bytes.ts'
import { type Elsewhere, MAX_INLINE, MAX_PACKED, type PackKind, places } from '../snapshot/places.ts'
import type { DocumentIndex, Edition, FeedDocument, Manifest } from '../snapshot/snapshot.ts'
import { type FiledIndex, packReader } from '../snapshot/stored.ts'
import { visible } from '../snapshot/visibility.ts'
import { activityOf } from './active-files.ts'
import type { FileWriter } from './file-writer.ts'
import {
  type FeedOrder,
  type FeedPackOrder,
  type MediaOrder,
  mediaFiles,
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

const decoder = new TextDecoder()

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
    const parts: MadePart[] = media.map((file) => this.#copyMedia(file))
    for (const pack of packs) parts.push(await this.#pack(pack, (path) => this.#thing(pack.kind, path, made)))
    for (const path of pages) parts.push(await this.#page(path, made))
    for (const feed of feeds) parts.push((await this.#feed(feed, made)).part)
    for (const pack of feedPacks) parts.push(...(await this.#feedPack(pack, made)))
    return { parts, served: this.#served }
  }

  async #pack(
    { key, things, of, changed, before }: PackOrder,
    find: (thing: string) => object | undefined,
  ): Promise<MadePart> {
    const files: WrittenFile[] = []
    const file = (members: readonly string[]): string => {
      const content = Buffer.from(`{${members.join(',')}}`)
      const name = hash(content)
      files.push(this.#files.write(`snapshot${places.pack(name)}`, content, name))
      return name
    }
    const snapshot = join(this.#work.out, 'snapshot')
    const earlier = packReader<object>(
      { read: (path: string) => readFile(join(snapshot, path)) },
      before === undefined ? [] : [before],
    )
    const members: string[] = []
    for (const thing of things) {
      const value = (changed.includes(thing) ? undefined : await earlier(thing)) ?? find(thing)
      if (value === undefined) continue
      const member = jsonMember(thing, value)
      const elsewhere = (): Elsewhere => ({ pack: file([member]) })
      members.push(member.length <= MAX_PACKED ? member : jsonMember(thing, elsewhere()))
    }
    return { key, of: `${file(members)} ${of}`, files }
  }

  async #feedPack(pack: FeedPackOrder, made: BuildPages): Promise<MadePart[]> {
    const parts: MadePart[] = []
    const feeds = new Map<string, readonly FiledIndex[]>()
    for (const order of pack.feeds) {
      const feed = await this.#feed(order, made)
      parts.push(feed.part)
      feeds.set(order.base, feed.indexes)
    }
    return [...parts, await this.#pack(pack, (base) => feeds.get(base))]
  }

  /** Copies a file to the snapshot, and to the static site if nothing in it can run. */
  #copyMedia({ key, of, file, isPublic }: MediaOrder): MadePart {
    const { posts, out } = this.#work
    const place = mediaFiles(file.path)
    const kept = this.#files.copyFrom(posts, file.path, place.kept)
    const isShown = isPublic && activityOf(file, out, place.kept) === undefined
    return { key, of: ` ${of}`, files: isShown ? [kept, this.#files.copy(kept, place.shown)] : [kept] }
  }

  #thing(kind: PackKind, path: string, made: BuildPages): object | undefined {
    if (kind === 'pages') return made.page(path)
    return kind === 'former' ? this.#at.former(path) : this.#at.media(path)
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
      index: isSmall ? { ...index, text: decoder.decode(bytes) } : { ...index, file: sum },
      written: [kept, shown].filter((file) => file !== undefined),
    }
  }
}
