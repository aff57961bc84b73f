/** The documents of the site: made from the database when somebody asks, and kept as long as their feeds are the same. */
import { LRUCache } from 'lru-cache'
import { documentMaker, type MadeDocument } from '../feeds/documents.ts'
import { formatNamed, formats } from '../feeds/formats/index.ts'
import type { DocumentIndex } from '../snapshot/snapshot.ts'
import { type Context, list } from './context.ts'
import { first } from './database.ts'
import { putServed, servedDocument, succeed } from './documents.ts'
import { archiveNumber, type FeedSpecs } from './feed-specs.ts'
import { feedAt } from './feeds.ts'
import type { Renderer } from './rendered.ts'

/** Is called with each document that is made. */
export type OnServed = (index: DocumentIndex) => void

/** In documents; one with 50 posts takes some 100 KB, since it holds their front matter. */
const MAX_DOCUMENTS = 300

interface Kept {
  /** Of the feed or page of the archive of which the document was made. */
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
    if (!formats.some(({ file }) => path.endsWith(`/${file}`))) return undefined
    const base = path.slice(0, path.lastIndexOf('/') + 1)
    const version = this.#versionOf(base)
    if (version === undefined) return undefined
    const kept = this.#kept.get(path)
    if (kept?.version === version) return kept.document
    this.#makeAll(base, version)
    return this.#kept.get(path)?.document
  }

  /** The versions of feeds and pages of the archive at some addresses; what is not there has none. */
  versions(bases: Iterable<string>): Map<string, number> {
    const rows = this.#context.db.all<{ base: string; version: number }>(
      `select base, version from feed where has_room = 1 and base in (select value from json_each(?1))
       union all select '/archive/' || (number + 1) || '/' as base, version from archive_page
       where ?2 and '/archive/' || (number + 1) || '/' in (select value from json_each(?1))`,
      ...[list(bases), this.#specs.isArchived ? 1 : 0],
    )
    return new Map(rows.map(({ base, version }) => [base, version]))
  }

  #versionOf(base: string): number | undefined {
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
      this.#kept.set(path, { version, document })
    }
  }
}
