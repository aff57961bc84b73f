/**
 * The documents of the site: made from the database on demand, and kept until their feeds change. The `document` table
 * has them as they were served, so that dates never go back and deltas reach across a restart.
 */
import { LRUCache } from 'lru-cache'
import { defined } from '../base/defined.ts'
import { baseOf, isDocument } from '../base/paths.ts'
import { documentMaker, largest, type MadeDocument } from '../feeds/documents.ts'
import { formats } from '../feeds/formats/index.ts'
import { appeared, type ServedDocument, succeedDocument } from '../feeds/history.ts'
import { urlOf } from '../ids/addresses.ts'
import { shownLine } from '../markdown/render.ts'
import type { Entry, Instant } from '../model.ts'
import type { DocumentIndex, EarlierPost } from '../snapshot/snapshot.ts'
import { composePost } from './compose.ts'
import { type Context, type Database, first } from './database.ts'
import { archiveNumber, type FeedSpecs } from './feed-specs.ts'
import { type FeedRow, feedAt } from './feeds.ts'
import { POST_STATES } from './schema.ts'
import { type WrittenPost, writeEntry, writtenPost } from './written.ts'

/** In bytes, of posts in three formats: the windows of some hundred feeds. */
const ROOM = 32 * 1024 * 1024

/** The same where a scratch file has them. */
const LITTLE_ROOM = 4 * 1024 * 1024

/** In feeds; the documents of one with 50 posts take some 300 KB, since they hold their front matter. */
const MAX_FEEDS = 100

/** Is called with each document that is made. */
export type OnServed = (index: DocumentIndex) => void

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

  constructor(context: Context, specs: FeedSpecs, renderer: Renderer, onServed: OnServed) {
    this.#context = context
    this.#specs = specs
    this.#renderer = renderer
    this.#onServed = onServed
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
    const { site, hash, db } = this.#context
    const number = archiveNumber(base)
    const row = feedAt(db, number === undefined ? base : '/')
    const feed = number === undefined ? row && this.#specs.of(row) : this.#specs.page(number)
    if (row === undefined || feed === undefined) return []
    const { now } = this.#specs
    const archive = this.#specs.archiveBeside(feed)
    const make = documentMaker(feed, {
      ...{ site, hash, now, archive },
      write: ({ path }) => this.#renderer.write(path),
    })
    return formats.map((format) => {
      const fresh = make(format)
      const { path } = fresh.index
      const before = kept.find(({ index }) => index.path === path)?.index ?? servedDocument(db, path)
      const index = dated(fresh.index, before, row.changed, now)
      this.#onServed(index)
      return { ...fresh, index: number === undefined ? this.#withEarlier(index, row) : index }
    })
  }

  /** The main feed has archive pages instead. */
  #withEarlier(index: DocumentIndex, { kind, number }: FeedRow): DocumentIndex {
    const isListed =
      index.format === 'json' && kind !== 'main' && index.editions.some(({ hasMore }) => hasMore)
    return isListed ? { ...index, earlier: earlierPosts(this.#context, number) } : index
  }
}

/** Posts as documents and pages show them, written in every format when one of them needs them. */
export class Renderer {
  readonly #context: Context
  #now: Instant
  readonly #written: LRUCache<string, WrittenPost>

  constructor(context: Context, now: Instant) {
    this.#context = context
    this.#now = now
    this.#written = new LRUCache<string, WrittenPost>({
      maxSize: context.scratch === undefined ? ROOM : LITTLE_ROOM,
      sizeCalculation: (written) => 3 * largest(written) + 1,
    })
  }

  /** To be called after a change of the database. @param changed paths of the posts that are not as they were */
  renew(now: Instant, changed: Iterable<string>): void {
    this.#now = now
    for (const path of changed) this.#written.delete(path)
  }

  write(path: string): WrittenPost {
    const known =
      this.#written.get(path) ??
      writtenPost(this.#context, path) ??
      writeEntry(this.#entry(path), this.#context)
    this.#written.set(path, known)
    return known
  }

  #entry(path: string): Entry {
    const row = first<{ entry: string }>(this.#context.db, 'select entry from rendered where path = ?', path)
    if (row !== undefined) return JSON.parse(row.entry)
    // it is not among the newest
    const entry = composePost(this.#context, path, this.#now)?.entry
    if (entry === undefined) throw new Error(`${path} could be composed before, and cannot be any more.`)
    return entry
  }
}

/**
 * Dates a document by what was served before.
 * @param changed when its feed changed last; null: not since it was first made
 */
function dated(
  index: DocumentIndex,
  before: ServedDocument | undefined,
  changed: Instant | null,
  now: Instant,
): DocumentIndex {
  if (before !== undefined) return succeedDocument(before, index, changed ?? now)
  return changed === null ? index : appeared(index, changed)
}

/** Documents of feeds that are gone count, too: a tag may come back. */
const MAX_DOCUMENTS = 5000

/** A document as it was served the last time. */
export function servedDocument(db: Database, path: string): ServedDocument | undefined {
  const row = first<{ served: string }>(db, 'select served from document where path = ?', path)
  return row && JSON.parse(row.served)
}

/** Notes that a document is served. */
export function putServed(db: Database, { path, past, marks, editions }: DocumentIndex): void {
  const served: ServedDocument = { past, marks, editions: editions.map(toServed) }
  db.run(
    `insert or replace into document (path, served, number)
     values (?, ?, (select coalesce(max(number), 0) + 1 from document))`,
    ...[path, JSON.stringify(served)],
  )
}

/** Forgets the documents that were served least recently. */
export function forgetServed(db: Database): void {
  db.run(
    `delete from document where number <
     (select number from document order by number desc limit 1 offset ${MAX_DOCUMENTS - 1})`,
  )
}

function toServed({ from, etag, modified, runs }: ServedDocument['editions'][number]) {
  return { from, etag, runs, ...(modified === undefined ? {} : { modified }) }
}

/** Posts on the page of a feed besides those that the feed shows; the archive has all. */
const MAX_EARLIER = 500

interface Row {
  readonly address: string
  readonly published: number
  readonly expires: number | null
  readonly title: string | null
  readonly summary: string | null
  readonly language: string | null
}

/** The newest posts of a feed, also those that it shows: which these are changes with the clock. */
export function earlierPosts({ db, site }: Context, feed: number): EarlierPost[] {
  const rows = db.all<Row>(
    `select address, membership.published, membership.expires, head ->> '$.title' as title,
       head ->> '$.description' as summary, head ->> '$.language' as language
     from membership join post on post.path = membership.path
     join entry on entry.path = post.path and here = 1
     where feed = ? and address is not null and state <> ${POST_STATES.refused}
     order by membership.published desc, membership.id limit ?`,
    ...[feed, site.feeds.limit + MAX_EARLIER],
  )
  return rows.map(({ address, published, expires, title, summary, language }) =>
    defined({
      url: address.startsWith('/') ? urlOf(address, site) : address,
      from: published,
      until: expires ?? undefined,
      title: shownLine(title ?? ''),
      summary: shownLine(summary ?? ''),
      language: language ?? undefined,
    }),
  )
}
