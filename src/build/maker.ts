/** Makes parts of a build, on any thread: pages of posts, packs of them, and feeds. */

import { DOCUMENTS } from '../base/paths.ts'
import { hash, hashOf } from '../disk/hash.ts'
import type { Instant, Site } from '../model.ts'
import type { Context } from '../site/context.ts'
import { SiteAt } from '../site/site.ts'
import { cutParts, encodeDocument, showsAll } from '../snapshot/bytes.ts'
import { type Elsewhere, MAX_PACKED, type PackKind } from '../snapshot/packs.ts'
import { type FiledIndex, places } from '../snapshot/places.ts'
import type {
  DocumentIndex,
  Edition,
  FeedDocument,
  Former,
  Manifest,
  Media,
  Page,
} from '../snapshot/snapshot.ts'
import { visible } from '../snapshot/visibility.ts'
import type { FileWriter } from './file-writer.ts'
import { copyMedia } from './media.ts'
import { type FeedOrder, type Order, type PackOrder, pageFile, partKeys } from './orders.ts'
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

  async make({ media = [], packs = [], pages = [], feeds = [] }: Order): Promise<Made> {
    this.#served = []
    const made = this.#pages
    made.forgetPages()
    const parts: MadePart[] = media.map((file) => copyMedia(file, { ...this.#work, files: this.#files }))
    for (const pack of packs) parts.push(this.#pack(pack, made))
    for (const path of pages) parts.push(await this.#page(path, made))
    for (const feed of feeds) parts.push(await this.#feed(feed, made))
    return { parts, served: this.#served }
  }

  #pack({ key, kind, things, of }: PackOrder, made: BuildPages): MadePart {
    const files: WrittenFile[] = []
    const file = (members: readonly string[]): string => {
      const json = `{${members.join(',')}}`
      const name = hash(json)
      files.push(this.#files.write(`snapshot${places.pack(name)}`, json))
      return name
    }
    const members: string[] = []
    for (const thing of things) {
      const value = this.#thing(kind, thing, made)
      if (value === undefined) continue
      const member = jsonMember(thing, value)
      const isLarge = member.length > MAX_PACKED
      members.push(isLarge ? jsonMember(thing, { pack: file([member]) } satisfies Elsewhere) : member)
    }
    return { key, of: `${file(members)} ${of}`, files }
  }

  #thing(kind: PackKind, path: string, made: BuildPages): Page | Former | Media | undefined {
    if (kind === 'pages') return made.page(path)
    return kind === 'former' ? this.#at.former(path) : this.#at.media(path)
  }

  async #page(path: string, made: BuildPages): Promise<MadePart> {
    const page = made.page(path)
    const files = page === undefined ? [] : [this.#files.write(pageFile(path), await made.post(page))]
    return { key: partKeys.page(path), of: '', files }
  }

  async #feed({ base, isTaken }: FeedOrder, made: BuildPages): Promise<MadePart> {
    const files: WrittenFile[] = []
    const indexes: FiledIndex[] = []
    for (const { file } of Object.values(DOCUMENTS)) {
      const document = this.#at.document(base + file)
      if (document === undefined) continue
      const { index, written } = this.#document({ ...document.index, ...document.bytes() })
      indexes.push(index)
      files.push(...written)
    }
    const json = JSON.stringify(indexes)
    const name = hash(json)
    files.push(this.#files.write(`snapshot${places.index(name)}`, json))
    const listing = isTaken || base === '/' ? undefined : await made.listing(base)
    if (listing !== undefined) files.push(this.#files.write(pageFile(base), listing))
    return { key: partKeys.feed(base), of: `${name} ${isTaken ? 'taken' : ''}`, files }
  }

  /** The document as the snapshot has it, and as it is shown now. */
  #document(document: FeedDocument): { index: FiledIndex; written: WrittenFile[] } {
    const showing = visible(document, this.#work.now)?.edition
    const { index, all } = encodeDocument(document, showing?.stamp ?? '')
    const file = hashOf(all)
    const kept = this.#files.writeHashed(`snapshot${places.document(file)}`, all, file)
    const shown = showing && this.#shown(document, showing, kept)
    return { index: { ...index, file }, written: shown === undefined ? [kept] : [kept, shown] }
  }

  /** The document as it is shown now. @param kept the document with all its slices */
  #shown(document: FeedDocument, showing: Edition, kept: WrittenFile): WrittenFile {
    const path = `site${document.path}`
    if (showsAll(document, showing)) return this.#files.copy(kept, path)
    return this.#files.writeParts(path, cutParts(document, document, showing, showing.runs))
  }
}
