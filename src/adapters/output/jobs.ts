/** The files of a build, by what they are made of. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Member } from '../../compile/press.ts'
import type { Compilation } from '../../compile.ts'
import type { FeedSpec, Instant } from '../../model.ts'
import { feedsPage } from '../../pages/feeds.ts'
import { opml } from '../../pages/opml.ts'
import { stylesheet } from '../../pages/style.ts'
import { DOCUMENTS, MEDIA_BASE } from '../../paths.ts'
import type { OnProgress } from '../../progress.ts'
import { cutParts, encodeDocument, type StoredIndex, showsAll } from '../../snapshot/bytes.ts'
import { isPublic, visible } from '../../snapshot/visibility.ts'
import type { FeedDocument, Media } from '../../snapshot.ts'
import { hash } from '../hash.ts'
import { LAYOUT, places, type StoredManifest } from '../stores/snapshot-places.ts'
import { activityOf } from './active-files.ts'
import { hostHeaders } from './host-headers.ts'
import { Keys } from './keys.ts'
import { BuildPages, NOT_FOUND } from './pages.ts'
import type { BuildWriter } from './writer.ts'

export interface JobOptions {
  /** The folder of the posts. */
  readonly posts: string
  readonly now: Instant
  /** Stands for the code and the configuration. Without it nothing is taken over from the build before. */
  readonly fingerprint?: string
  readonly onProgress?: OnProgress
}

/** Files that are made of the same things. */
export interface Job {
  /** Posts that have to be written for it. */
  readonly members: readonly Member[]
  /** The base of the feed whose posts `members` are. */
  readonly base?: string
  readonly name: string
  readonly key: string
  /** Writes the files; gives the instant from which on they are others. */
  readonly write: () => Promise<Instant | undefined> | Instant | undefined
}

/** Posts whose pages are written together. */
const TOGETHER = 500

export class Jobs {
  readonly keys: Keys
  readonly #compilation: Compilation
  readonly #options: JobOptions
  readonly #writer: BuildWriter
  readonly #pages: BuildPages
  /** What every page of the site shows besides its own matter, and the instants at which that changes. */
  readonly #manifest: string
  readonly #changes: readonly Instant[]
  #told = 0

  constructor(compilation: Compilation, writer: BuildWriter, options: JobOptions) {
    this.#compilation = compilation
    this.#options = options
    this.#writer = writer
    this.keys = new Keys(compilation, options.fingerprint ?? '')
    this.#pages = new BuildPages(compilation, options.now)
    // hashed and filtered once: every page depends on them, and there may be as many feeds as pages
    this.#manifest = hash(JSON.stringify(compilation.manifest))
    this.#changes = compilation.manifest.feeds.flatMap(({ since = 0 }) => (since > options.now ? since : []))
  }

  /** Everything that a build consists of; what needs the same posts stands together. */
  *all(): Generator<Job> {
    const { feeds, media } = this.#compilation
    const archive = feeds.filter(({ kind }) => kind === 'archive')
    yield this.#home()
    for (const feed of feeds) if (feed.kind !== 'archive') yield* this.#feed(feed)
    const pages = this.#posts()
    const perPage = archive[0]?.entries.length ?? TOGETHER
    for (let number = 0; number * perPage < pages.length || number < archive.length; number++) {
      const feed = archive[number]
      if (feed !== undefined) yield* this.#feed(feed)
      for (const [path, member] of pages.slice(number * perPage, (number + 1) * perPage))
        yield this.#page(path, member)
    }
    for (const file of media) yield this.#media(file)
  }

  /** The oldest first, as archive pages fill: so both need the same posts at the same time. */
  #posts(): [string, Member][] {
    return [...this.#compilation.pageMembers].sort(
      ([, a], [, b]) => a.published - b.published || (a.id < b.id ? 1 : -1),
    )
  }

  #home(): Job {
    const { manifest, feeds } = this.#compilation
    const main = feeds.filter(({ kind }) => kind === 'main')
    return {
      name: '/',
      key: this.keys.of(this.#manifest, ...main.map((feed) => this.keys.ofFeed(feed))),
      members: main.flatMap((feed) => this.#compilation.windowOf(feed)),
      base: '/',
      write: async () => {
        const stored: StoredManifest = { layout: LAYOUT, ...manifest }
        this.#writer.write(`snapshot${places.manifest}`, JSON.stringify(stored))
        this.#writer.write('site/index.html', await this.#pages.at('/'))
        this.#writer.write(`site${feedsPage.path}index.html`, await this.#pages.at(feedsPage.path))
        for (const path of [NOT_FOUND, stylesheet.path, opml.path])
          this.#writer.write(`site${path}`, await this.#pages.at(path))
        this.#writer.write(`site${hostHeaders.path}`, hostHeaders.text(manifest))
        return this.#soonest([...this.#compilation.awaited, ...main.map((feed) => this.#nextChange(feed))])
      },
    }
  }

  *#feed(feed: FeedSpec<Member>): Generator<Job> {
    const { onProgress, now } = this.#options
    onProgress?.({ stage: 'write', done: this.#told++, total: this.#compilation.feeds.length })
    const [key, members] = [this.keys.ofFeed(feed), this.#compilation.windowOf(feed)]
    yield {
      name: `feed ${feed.base}`,
      key: this.keys.of(key),
      members,
      base: feed.base,
      write: () => {
        this.#writeFeed(feed)
        return soonest([this.#nextChange(feed)], now)
      },
    }
    if (feed.kind !== 'main') yield this.#listing(feed, key)
  }

  /** The page of a feed at its base, unless a post has that address. */
  #listing(feed: FeedSpec<Member>, key: string): Job {
    const { base } = feed
    const { pageMembers } = this.#compilation
    const owner = pageMembers.get(base) ?? pageMembers.get(base.slice(0, -1))
    return {
      name: `page ${base}index.html`,
      key: this.keys.of(key, this.#manifest, owner === undefined ? '' : this.keys.ofPost(owner)),
      members: this.#compilation.windowOf(feed),
      write: async () => {
        const index = this.#compilation.document(base + DOCUMENTS.json.file)?.index
        const isThere = index !== undefined && visible(index, this.#options.now) !== undefined
        const isTaken = owner !== undefined && isPublicNow(owner, this.#options.now)
        if (isThere && !isTaken) this.#writer.write(`site${base}index.html`, await this.#pages.at(base))
        return this.#soonest([this.#nextChange(feed), owner?.published, owner?.expires])
      },
    }
  }

  #writeFeed(feed: FeedSpec<Member>): void {
    const indexes = this.#documentsOf(feed).map((document) => this.#writeDocument(document))
    this.#writer.write(`snapshot${places.index(feed.base)}`, JSON.stringify(indexes))
  }

  /** Once, if what the site shows is what the snapshot keeps. */
  #writeDocument(document: FeedDocument): StoredIndex {
    const { path } = document
    const showing = visible(document, this.#options.now)?.edition
    const { index, all } = encodeDocument(document, showing?.stamp ?? '')
    const [kept, shown] = [`snapshot${places.document(path)}`, `site${path}`]
    this.#writer.writeParts(kept, all)
    if (showing === undefined) return index
    if (showsAll(document, showing)) this.#writer.link(kept, shown)
    else this.#writer.writeParts(shown, cutParts(document, document, showing, showing.runs))
    return index
  }

  #documentsOf({ base }: FeedSpec<Member>): FeedDocument[] {
    return Object.values(DOCUMENTS).flatMap(({ file }) => {
      const made = this.#compilation.document(base + file)
      return made === undefined ? [] : [{ ...made.index, ...made.bytes() }]
    })
  }

  #nextChange({ base }: FeedSpec<Member>): Instant | undefined {
    const { since, editions = [] } = this.#compilation.document(base + DOCUMENTS.rss.file)?.index ?? {}
    return soonest([since, ...editions.map(({ from }) => from)], this.#options.now)
  }

  #page(path: string, member: Member): Job {
    const { older, newer } = this.#compilation.beside(member)
    const shown = [member, ...older, ...newer]
    return {
      name: `page ${path}`,
      key: this.keys.of(`${older.length}`, ...shown.map((other) => this.keys.ofPost(other)), this.#manifest),
      members: shown,
      write: async () => {
        const page = this.#compilation.page(path)
        if (page === undefined) return undefined
        this.#writer.write(`snapshot${places.page(path)}`, JSON.stringify(page))
        if (isPublic(page.public, this.#options.now))
          this.#writer.write(`site${path.replace(/\/$/, '')}/index.html`, await this.#pages.at(path))
        return this.#soonest(shown.flatMap(({ published, expires }) => [published, expires]))
      },
    }
  }

  #media(file: Media): Job {
    const info = lstatSync(join(this.#options.posts, file.path), { bigint: true, throwIfNoEntry: false })
    const seen = info && [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ')
    return {
      name: `media ${file.path}`,
      key: this.keys.of(seen ?? '', JSON.stringify(file)),
      members: [],
      write: () => {
        this.#writer.write(`snapshot${places.media(file.path)}`, JSON.stringify(file))
        const kept = `snapshot${places.mediaBody(file.path)}`
        this.#writer.copy(this.#options.posts, file.path, kept)
        const isInert = activityOf(file, this.#writer.folder, kept) === undefined
        if (isInert && isPublic(file.public, this.#options.now))
          this.#writer.link(kept, `site${MEDIA_BASE}${file.path}`)
        return soonest(
          file.public.flatMap(({ from, until }) => [from, until]),
          this.#options.now,
        )
      },
    }
  }

  /** The next instant at which a page changes. */
  #soonest(instants: readonly (Instant | undefined)[]): Instant | undefined {
    return soonest([...this.#changes, ...instants], this.#options.now)
  }
}

function isPublicNow({ published, expires }: Member, now: Instant): boolean {
  return isPublic([{ from: published, ...(expires === undefined ? {} : { until: expires }) }], now)
}

/** The next of some instants. */
function soonest(instants: readonly (Instant | undefined)[], now: Instant): Instant | undefined {
  const next = instants.filter((instant) => instant !== undefined && instant > now)
  return next.length === 0 ? undefined : next.reduce((a, b) => Math.min(a ?? 0, b ?? 0))
}
