/** The documents of the site: made from the database on demand, and kept until their feeds change. */
import { LRUCache } from 'lru-cache'
import { baseOf, isDocument } from '../base/paths.ts'
import { documentMaker, type MadeDocument } from '../feeds/documents.ts'
import { formatNamed } from '../feeds/formats/index.ts'
import type { DocumentIndex } from '../snapshot/snapshot.ts'
import type { Context } from './context.ts'
import { first } from './database.ts'
import { putServed, servedDocument, succeed } from './documents.ts'
import { earlierPosts } from './earlier.ts'
import { archiveNumber, type FeedSpecs } from './feed-specs.ts'
import { type FeedRow, feedAt } from './feeds.ts'
import type { Renderer } from './rendered.ts'

/** Is called with each document that is made. */
export type OnServed = (index: DocumentIndex) => void

/** In feeds; the documents of one with 50 posts take some 300 KB, since they hold their front matter. */
const MAX_FEEDS = 100

interface Kept {
  /** The version of the feed or archive page at which the documents were made. */
  readonly version: number
  readonly documents: readonly MadeDocument[]
}

export class MadeDocuments {
  readonly #context: Context
  readonly #specs: FeedSpecs
  readonly #renderer: Renderer
  readonly #kept = new LRUCache<string, Kept>({ max: MAX_FEEDS })
  readonly #onServed: OnServed

  /** @param onServed absent: the `document` table notes it */
  constructor(context: Context, specs: FeedSpecs, renderer: Renderer, onServed?: OnServed) {
    this.#context = context
    this.#specs = specs
    this.#renderer = renderer
    this.#onServed = onServed ?? ((index) => putServed(context.db, index))
  }

  /** By its address below the site's: `/tags/tea/rss.xml`. The same object as long as its feed is the same. */
  get(path: string): MadeDocument | undefined {
    return isDocument(path) ? this.of(baseOf(path)).find(({ index }) => index.path === path) : undefined
  }

  /** The documents of the feed or the page of the archive at an address; none where there is none. */
  of(base: string): readonly MadeDocument[] {
    const version = this.versionOf(base)
    if (version === undefined) return []
    const kept = this.#kept.get(base)
    if (kept?.version === version) return kept.documents
    const documents = this.#make(base, kept?.documents ?? [])
    this.#kept.set(base, { version, documents })
    return documents
  }

  /** The version of the feed or the page of the archive at an address; undefined where there is none. */
  versionOf(base: string): number | undefined {
    const { db } = this.#context
    const number = archiveNumber(base)
    if (number === undefined) return feedAt(db, base)?.version
    return first<{ version: number }>(db, 'select version from archive_page where number = ?', number)
      ?.version
  }

  /** @param kept the documents as they were made the last time */
  #make(base: string, kept: readonly MadeDocument[]): MadeDocument[] {
    const number = archiveNumber(base)
    const row = feedAt(this.#context.db, number === undefined ? base : '/')
    const feed = number === undefined ? row && this.#specs.of(row) : this.#specs.page(number)
    if (row === undefined || feed === undefined) return []
    const { site, hash, db } = this.#context
    const { now } = this.#specs
    const make = documentMaker(feed, {
      site,
      hash,
      now,
      writer: this.#renderer,
      archive: this.#specs.archiveBeside(feed),
    })
    const changed = row.changed ?? undefined
    return Object.values(formatNamed).map((format) => {
      const fresh = make(format)
      const { path } = fresh.index
      const before = kept.find(({ index }) => index.path === path)?.index ?? servedDocument(db, path)
      const document = succeed(fresh, before, { changed, now })
      this.#onServed(document.index)
      return number === undefined ? this.#withEarlier(document, row) : document
    })
  }

  /** The main feed has archive pages instead. */
  #withEarlier(document: MadeDocument, { kind, number }: FeedRow): MadeDocument {
    const { index, bytes } = document
    const isListed =
      index.format === 'json' && kind !== 'main' && index.editions.some(({ hasMore }) => hasMore)
    return isListed ? { index: { ...index, earlier: earlierPosts(this.#context, number) }, bytes } : document
  }
}
