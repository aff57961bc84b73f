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

/** In documents; one with 50 posts takes some 100 KB, since it holds their front matter. */
const MAX_DOCUMENTS = 300

interface Kept {
  /** The version of the feed or archive page at which the document was made. */
  readonly version: number
  readonly document: MadeDocument
}

export class MadeDocuments {
  readonly #context: Context
  readonly #specs: FeedSpecs
  readonly #renderer: Renderer
  readonly #kept = new LRUCache<string, Kept>({ max: MAX_DOCUMENTS })
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
    if (!isDocument(path)) return undefined
    const base = baseOf(path)
    const version = this.versionOf(base)
    if (version === undefined) return undefined
    const kept = this.#kept.get(path)
    if (kept?.version === version) return kept.document
    this.#makeAll(base, version)
    return this.#kept.get(path)?.document
  }

  /** The version of the feed or the page of the archive at an address; undefined where there is none. */
  versionOf(base: string): number | undefined {
    const { db } = this.#context
    const number = archiveNumber(base)
    if (number === undefined) return feedAt(db, base)?.version
    return first<{ version: number }>(db, 'select version from archive_page where number = ?', number)
      ?.version
  }

  #makeAll(base: string, version: number): void {
    const number = archiveNumber(base)
    const row = feedAt(this.#context.db, number === undefined ? base : '/')
    const feed = number === undefined ? row && this.#specs.of(row) : this.#specs.page(number)
    if (row === undefined || feed === undefined) return
    const { site, hash } = this.#context
    const { now } = this.#specs
    const make = documentMaker(feed, {
      site,
      hash,
      now,
      writer: this.#renderer,
      archive: this.#specs.archiveBeside(feed),
    })
    const changed = row.changed ?? undefined
    for (const format of Object.values(formatNamed)) {
      const fresh = make(format)
      const { path } = fresh.index
      const before = this.#kept.get(path)?.document.index ?? servedDocument(this.#context.db, path)
      const document = succeed(fresh, before, { changed, now })
      this.#onServed(document.index)
      this.#kept.set(path, {
        version,
        document: number === undefined ? this.#withEarlier(document, row) : document,
      })
    }
  }

  /** The main feed has archive pages instead. */
  #withEarlier(document: MadeDocument, { kind, number }: FeedRow): MadeDocument {
    const { index, bytes } = document
    const isListed =
      index.format === 'json' && kind !== 'main' && index.editions.some(({ hasMore }) => hasMore)
    return isListed ? { index: { ...index, earlier: earlierPosts(this.#context, number) }, bytes } : document
  }
}
