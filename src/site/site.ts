/** The site as it is served: everything public now or later, read from the database when it is asked for. */

import { defined } from '../base/defined.ts'
import { archiveBase } from '../base/paths.ts'
import type { MadeDocument } from '../feeds/documents.ts'
import { toManifest } from '../feeds/feeds.ts'
import { urlOf } from '../ids/addresses.ts'
import { RenderError, renderMarkdown, shownLine } from '../markdown/render.ts'
import type { Instant, Listed, Site } from '../model.ts'
import type {
  Former,
  Interval,
  Manifest,
  Media,
  Page,
  Snapshot,
  StoredDocument,
} from '../snapshot/snapshot.ts'
import { type Context, count } from './database.ts'
import { MadeDocuments, type OnServed, putServed, Renderer } from './documents.ts'
import { FeedSpecs } from './feed-specs.ts'
import { mediaFile } from './files.ts'
import { listedAt, listedPost } from './listed.ts'
import { formerAt } from './outline.ts'
import { POST_STATES } from './schema.ts'
import { beside, siteVersion } from './versions.ts'

export class SiteAt {
  readonly #context: Context
  readonly #renderer: Renderer
  readonly #specs: FeedSpecs
  readonly #documents: MadeDocuments
  #now: Instant

  /**
   * @param onServed is called with each document that is made, where the database is read only or written later: the
   * next version of the document is dated by it
   */
  constructor(context: Context, now: Instant, onServed: OnServed = (index) => putServed(context.db, index)) {
    this.#context = context
    this.#now = now
    this.#renderer = new Renderer(context, now)
    this.#specs = new FeedSpecs(context, ({ path }) => this.#renderer.write(path), now)
    this.#documents = new MadeDocuments(context, this.#specs, this.#renderer, onServed)
  }

  /**
   * To be called after each change of the database.
   * @param changed paths of the posts that are not as they were
   */
  renew(now: Instant, changed: Iterable<string>): void {
    this.#now = now
    this.#specs.renew(now)
    this.#renderer.renew(now, changed)
  }

  get manifest(): Manifest {
    const { site } = this.#context
    const { heads, beginnings: archive } = this.#specs
    return defined({ ...toManifest(site, heads), footer: footerOf(site), archive })
  }

  /** Posts that are published or will be. */
  get posts(): number {
    return count(
      this.#context.db,
      `select (select count(*) from entry where here = 1 and address is not null)
         - (select count(*) from post where state = ${POST_STATES.refused}) as count`,
    )
  }

  /** The addresses of all feeds: the main feed first, archive pages last. */
  get bases(): string[] {
    const { heads, beginnings = [] } = this.#specs
    return [...heads.map(({ base }) => base), ...beginnings.map((_, number) => archiveBase(number))]
  }

  /** By its address below the site's: `/tags/tea/rss.xml`. */
  document(path: string): MadeDocument | undefined {
    return this.#documents.get(path)
  }

  /** The number of the last change: see versions.ts. */
  get version(): number {
    return siteVersion(this.#context.db)
  }

  /** A feed with the same version has the same documents. */
  versionOf(base: string): number | undefined {
    return this.#documents.versionOf(base)
  }

  /** The addresses of the feeds that changed after a version. Pages of the archive are not among them. */
  changedSince(version: number): string[] {
    const sql = 'select base from feed where version > ? and base is not null'
    return this.#context.db.all<{ base: string }>(sql, version).map(({ base }) => base)
  }

  /** By its path below the site's address. */
  page(path: string): Page | undefined {
    const listed = listedAt(this.#context.db, path, this.#now)
    if (listed === undefined) return undefined
    const { item, imageAlt } = this.#renderer.write(listed.path)
    return defined({
      path,
      public: [interval(listed)],
      item: decoder.decode(item),
      imageAlt,
      ...this.#beside(listed),
    })
  }

  /** As much of a page as the pages beside it show: its title, or all of a post without one. */
  glance(path: string): Page | undefined {
    const listed = listedAt(this.#context.db, path, this.#now)
    const title = shownLine(listed?.title)
    if (listed === undefined || title === undefined) return this.page(path)
    const { language, url: address } = listed
    const url = address.startsWith('/') ? urlOf(address, this.#context.site) : address
    return { path, public: [interval(listed)], item: JSON.stringify({ url, title, language }) }
  }

  /** What was at a path before. */
  former(path: string): Former | undefined {
    return formerAt(this.#context.db, path)
  }

  /** The pages of the posts beside one in the main feed. */
  #beside(listed: Listed): { older?: string | undefined; newer?: string | undefined } {
    const { inFeeds, expires = Number.POSITIVE_INFINITY } = listed
    const { main } = this.#specs
    if (!inFeeds || expires <= this.#now || main === undefined) return {}
    const { older, newer } = beside(this.#context.db, main.number, listed, this.#now)
    return { older: older?.page ?? undefined, newer: newer?.page ?? undefined }
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

  /** When posts that are not public yet will be, the next first. */
  get scheduled(): Instant[] {
    const rows = this.#context.db.all<{ published: number }>(
      `select published from post join entry on entry.path = post.path and here = 1
       where published > ? and address is not null and state <> ${POST_STATES.refused} order by published`,
      this.#now,
    )
    return rows.map(({ published }) => published)
  }

  /** The documents of a feed, in every format. */
  formats(base: string): readonly MadeDocument[] {
    return this.#documents.of(base)
  }
}

const decoder = new TextDecoder()

function interval({ published, expires }: Listed): Interval {
  return { from: published, ...(expires === undefined ? {} : { until: expires }) }
}

/** The publisher's own footer as safe HTML; undefined of one that cannot be rendered, such as one that nests too deep. */
function footerOf({ footer, url }: Site): string | undefined {
  if (footer === undefined) return undefined
  try {
    return renderMarkdown(footer, {
      resolve: (address) => (address.startsWith('/') ? url + address : URL.parse(address)?.href),
      idPrefix: 'footer',
    }).html
  } catch (error) {
    if (!(error instanceof RenderError)) throw error
    return undefined
  }
}

/** The site as a server sees it, without its files. */
export function snapshotOf(site: SiteAt, manifest = site.manifest): Snapshot {
  const stored = (document: MadeDocument | undefined): StoredDocument | undefined =>
    document && { index: document.index, bytes: async () => document.bytes() }
  return {
    manifest,
    document: (path) => stored(site.document(path)),
    page: async (path) => site.page(path),
    former: async (path) => site.former(path),
    media: async (path) => site.media(path),
    openMedia: async () => undefined,
  }
}
