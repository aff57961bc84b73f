/**
 * The site as it is served: everything public now or later, read from the database when it is asked for. It holds until
 * the next change.
 */
import { type ArchivePages, documentMaker, holdsAll, type MadeDocument } from '../compile/documents.ts'
import { isVisible } from '../compile/editions.ts'
import { toManifest } from '../compile/manifest.ts'
import { type Section, sectionsOf } from '../feeds.ts'
import { formatNamed } from '../formats/index.ts'
import type { FeedSpec, FormatName, Instant, Listed } from '../model.ts'
import { DOCUMENTS } from '../paths.ts'
import type { DocumentIndex, Interval, Manifest, Media, Page } from '../snapshot.ts'
import { pageBegins, pageCount, pageNumber } from './archive.ts'
import type { Context } from './context.ts'
import { first } from './database.ts'
import { formatOf, putServed, succeed } from './documents.ts'
import { allFeeds, type FeedRow, feedAt } from './feeds.ts'
import { mediaFile } from './files.ts'
import { listedPost } from './listed.ts'
import { Renderer } from './rendered.ts'
import { POST_STATES } from './schema.ts'
import { MAX_BESIDE, untilLasting } from './versions.ts'
import { feedSpec, pageSpec } from './windows.ts'

export class SiteAt {
  readonly #context: Context
  readonly #now: Instant
  readonly #sections: readonly Section[]
  readonly #renderer: Renderer
  readonly #onServed: (index: DocumentIndex) => void
  readonly #made = new Map<string, MadeDocument>()
  #hasArchive: boolean | undefined

  /**
   * @param onServed is called with each document that is made, where the database is read only: the next version of the
   * document is dated by it
   */
  constructor(
    context: Context,
    now: Instant,
    onServed = (index: DocumentIndex) => putServed(context.db, index),
  ) {
    this.#context = context
    this.#now = now
    this.#onServed = onServed
    const { site, hash } = context
    this.#sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
    this.#renderer = new Renderer(context, now)
  }

  get manifest(): Manifest {
    const rows = allFeeds(this.#context.db, this.#sections)
    return toManifest(
      this.#context.site,
      rows.map((row) => this.#headOf(row)),
    )
  }

  /** Posts that are published or will be. */
  get posts(): number {
    const row = first<{ count: number }>(
      this.#context.db,
      `select count(*) as count from post join entry on entry.path = post.path and here = 1
       where address is not null and state <> ?`,
      POST_STATES.refused,
    )
    return row?.count ?? 0
  }

  /** The addresses of all feeds: the main feed first, archive pages last. */
  get bases(): string[] {
    const feeds = allFeeds(this.#context.db, this.#sections).flatMap(({ base }) => base ?? [])
    const pages = this.#isArchived() ? pageCount(this.#context.db) : 0
    return [...feeds, ...Array.from({ length: pages }, (_, number) => `/archive/${number + 1}/`)]
  }

  /** By its address below the site's: `/tags/tea/rss.xml`. */
  document(path: string): MadeDocument | undefined {
    const known = this.#made.get(path)
    if (known !== undefined) return known
    const format = formatOf(path)
    if (format === undefined) return undefined
    this.#makeFeed(path.slice(0, path.lastIndexOf('/') + 1))
    return this.#made.get(path)
  }

  #makeFeed(base: string): void {
    const { db, site, hash } = this.#context
    const row = feedAt(db, base) ?? feedAt(db, '/')
    const feed = this.#spec(base)
    if (row === undefined || feed === undefined) return
    const isArchived = feed.kind === 'main' || feed.kind === 'archive'
    const make = documentMaker(feed, {
      site,
      hash,
      now: this.#now,
      press: this.#renderer,
      archive: isArchived && this.#isArchived() ? this.#pages(feed) : undefined,
    })
    const changed = row.changed ?? undefined
    for (const format of Object.values(formatNamed)) {
      const document = succeed(db, make(format), { changed, now: this.#now })
      this.#onServed(document.index)
      this.#made.set(document.index.path, document)
    }
  }

  #spec(base: string): FeedSpec | undefined {
    const row = feedAt(this.#context.db, base)
    if (row !== undefined) return this.#feedSpec(row)
    const [, page] = /^\/archive\/([1-9]\d*)\/$/.exec(base) ?? []
    const number = Number(page) - 1
    if (page === undefined || !this.#isArchived() || number >= pageCount(this.#context.db)) return undefined
    const main = this.#main()
    return pageSpec(this.#context.db, this.#feedSpec(main), { feed: main.number, number }, this.#now)
  }

  #main(): FeedRow {
    const row = feedAt(this.#context.db, '/')
    if (row === undefined) throw new Error('The site has no main feed.')
    return row
  }

  #feedSpec(row: FeedRow): FeedSpec {
    const { db, site } = this.#context
    return feedSpec(db, site, this.#sectionOf(row), row, this.#now)
  }

  #sectionOf({ kind }: FeedRow): Section {
    const section = this.#sections.find((section) => section.kind === kind)
    if (section === undefined) throw new Error(`No section makes feeds of the kind ${kind}.`)
    return section
  }

  #headOf(row: FeedRow): FeedSpec {
    const { kind, base, name, since } = row
    const head = this.#sectionOf(row).headOf(name)
    return { kind, base: base ?? '', ...head, entries: [], ...(since === null ? {} : { oldest: since }) }
  }

  #isArchived(): boolean {
    const { site } = this.#context
    if (!site.feeds.archive) return false
    this.#hasArchive ??= !holdsAll(this.#feedSpec(this.#main()), site, this.#renderer)
    return this.#hasArchive
  }

  #pages(feed: FeedSpec): ArchivePages<Listed> {
    const { db } = this.#context
    const base = (number: number) => `/archive/${number + 1}/`
    const numberOf = ({ entries: [newest] }: FeedSpec) => (newest === undefined ? -1 : pageNumber(db, newest))
    return {
      nextBegins: (page) => pageBegins(db, numberOf(page) + 1),
      around: (page, now) => {
        const number = numberOf(page)
        const next = pageBegins(db, number + 1)
        return {
          ...(number > 0 ? { older: base(number - 1) } : {}),
          ...(next !== undefined && next <= now ? { newer: base(number + 1) } : {}),
        }
      },
      before: (shown, now) => {
        const known = new Set(shown.map(({ path }) => path))
        const hidden = feed.entries.find((entry) => isVisible(entry, now) && !known.has(entry.path))
        return hidden === undefined ? {} : { older: base(pageNumber(db, hidden)) }
      },
    }
  }

  /** By its path below the site's address. */
  page(path: string): Page | undefined {
    const row = first<{ path: string }>(this.#context.db, 'select path from post where page = ?', path)
    const listed = row && listedPost(this.#context.db, row.path, this.#now)
    if (listed === undefined) return undefined
    const { image } = this.#renderer.shown(listed)
    return {
      path,
      public: [interval(listed)],
      item: this.#renderer.item(listed),
      ...(image?.alt === undefined ? {} : { imageAlt: image.alt }),
      older: this.#beside(listed, 'older'),
      newer: this.#beside(listed, 'newer'),
    }
  }

  /**
   * Pages of the posts beside one in the main feed, the nearest first. A post that never expires is the last: on the
   * older side it is public already, and on the newer side nothing behind it is public before it.
   */
  #beside({ published, id, inFeeds }: Listed, side: 'older' | 'newer'): string[] {
    if (!inFeeds) return []
    const rows = this.#context.db.all<{ page: string | null; expires: number | null }>(
      side === 'older' ? OLDER : NEWER,
      ...[this.#main().number, published, id],
    )
    return untilLasting(rows).flatMap(({ page }) => page ?? [])
  }

  /** All pages of posts. */
  get pages(): string[] {
    const rows = this.#context.db.all<{ page: string }>(
      `select page from post where page is not null and state <> ${POST_STATES.refused}`,
    )
    return rows.map(({ page }) => page)
  }

  /** A file that a post shows or offers. It is public while one of them is. */
  media(path: string): Media | undefined {
    const { db } = this.#context
    const file = mediaFile(db, path)
    const users = db.all<{ path: string }>('select path from reference where file = ?', path)
    const listed = users.flatMap((user) => listedPost(db, user.path, this.#now) ?? [])
    if (file === undefined || listed.length === 0) return undefined
    const { type, length } = file
    return { path, type, length, public: listed.map(interval) }
  }

  /** Paths of the files that posts show or offer. */
  get mediaPaths(): string[] {
    const rows = this.#context.db.all<{ file: string }>(
      'select distinct file from reference where file is not null',
    )
    return rows.map(({ file }) => file)
  }

  /** When posts that are not public yet will be, the next first. */
  get scheduled(): Instant[] {
    const rows = this.#context.db.all<{ published: number }>(
      `select published from post join entry on entry.path = post.path and here = 1
       where published > ? and address is not null and state <> ${POST_STATES.refused} order by published`,
      this.#now,
    )
    return rows.map(({ published }) => published)
  }

  formats(base: string): MadeDocument[] {
    const names: FormatName[] = ['rss', 'atom', 'json']
    return names.flatMap((name) => this.document(base + DOCUMENTS[name].file) ?? [])
  }
}

const OLDER = `select post.page, post.expires from membership join post using (path)
  where feed = ?1 and membership.published <= ?2 and (membership.published < ?2 or id > ?3)
  order by membership.published desc, id limit ${MAX_BESIDE}`

const NEWER = `select post.page, post.expires from membership join post using (path)
  where feed = ?1 and membership.published >= ?2 and (membership.published > ?2 or id < ?3)
  order by membership.published, id desc limit ${MAX_BESIDE}`

function interval({ published, expires }: Listed): Interval {
  return { from: published, ...(expires === undefined ? {} : { until: expires }) }
}
