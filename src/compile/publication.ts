/** What is public now or later of the posts at hand: documents, pages and files, made when they are asked for. */

import { formats } from '../formats/index.ts'
import type { Ledger } from '../identity/ledger.ts'
import type { FeedSpec, Format, Instant, MediaFile, Problem, Site } from '../model.ts'
import { ARCHIVE } from '../paths.ts'
import type { DocumentIndex, FeedDocument, Interval, Manifest, Media, Page } from '../snapshot.ts'
import { Archive } from './archive.ts'
import { holdsAll, type MadeDocument, type Workshop } from './documents.ts'
import { MadeDocuments } from './made-documents.ts'
import { toManifest } from './manifest.ts'
import type { Member, Press } from './press.ts'
import { type Adjacent, adjacent } from './sequence.ts'
import { Windows } from './windows.ts'

/** Everything public now or later. Documents and pages are written when they are asked for. */
export interface Compilation {
  readonly manifest: Manifest
  readonly media: readonly Media[]
  readonly problems: readonly Problem[]
  /** Posts that are published or will be. */
  readonly posts: number
  /** When those of them that are not public yet at an instant will be, the next first. */
  scheduled(now: Instant): readonly Instant[]
  /** The instants at which posts will have been updated that say so already. */
  readonly awaited: readonly Instant[]
  /** The ids of the posts, to be remembered for the next time. */
  readonly ledger: Ledger
  /** The main feed first, archive pages last. */
  readonly feeds: readonly FeedSpec<Member>[]
  /** By the paths of their pages; empty where their pages are elsewhere. */
  readonly pageMembers: ReadonlyMap<string, Member>
  /** The posts on which the documents of a feed depend: that they show now, will show, or showed a little earlier. */
  windowOf(feed: FeedSpec<Member>): readonly Member[]
  /** Stands for what the documents of a feed depend on besides these. */
  besides(feed: FeedSpec<Member>): string
  /** By their addresses below the site's. */
  document(path: string): MadeDocument | undefined
  page(path: string): Page | undefined
  /** Members before and after one, of which its page shows the first that are public. */
  beside(member: Member): Adjacent<Member>
  /** By its path in the posts folder. */
  file(path: string): Media | undefined
  /** Of the documents that have been made so far, each as it was made last. */
  readonly made: readonly DocumentIndex[]
  /** All of them, written now. */
  readonly documents: readonly FeedDocument[]
  readonly pages: readonly Page[]
}

const ARCHIVE_PAGE = new RegExp(`^/${ARCHIVE}/([1-9]\\d*)/$`)

type Tools = Pick<Workshop<Member>, 'site' | 'hash'> & { readonly press: Press }

export class Publication {
  readonly #tools: Tools
  readonly #made: MadeDocuments
  /** Members by the paths of their pages. */
  readonly #pages = new Map<string, Member>()
  readonly #uses = new Map<string, Set<Member>>()
  #posts = 0
  /** Members that were not public yet when they came. */
  readonly #later = new Set<Member>()
  #feeds = new Map<string, FeedSpec<Member>>()
  #files: ReadonlyMap<string, MediaFile> = new Map()
  #archive: Archive<Member> | undefined | 'unknown' = 'unknown'
  #windows: Windows
  #now: Instant = 0
  /** When each feed changed the last time, after the first time. */
  readonly #changed = new Map<string, Instant>()
  #isFirst = true

  constructor(tools: Tools, previous: (path: string) => DocumentIndex | undefined) {
    this.#tools = tools
    this.#made = new MadeDocuments(previous)
    this.#windows = new Windows(tools.site, this.#now)
  }

  update(
    feeds: readonly FeedSpec<Member>[],
    gone: readonly Member[],
    come: readonly Member[],
    files: ReadonlyMap<string, MediaFile>,
    now: Instant,
  ): void {
    for (const member of gone) this.#leave(member)
    for (const member of come) this.#enter(member, now)
    this.#posts += come.length - gone.length
    if (!this.#isFirst) this.#note(feeds, now)
    this.#isFirst = false
    this.#feeds = new Map(feeds.map((feed) => [feed.base, feed]))
    this.#files = files
    this.#archive = 'unknown'
    this.#windows = new Windows(this.#tools.site, now)
    this.#now = now
  }

  /**
   * A post may change without a new date; a copy of the feed that is not older than that is stale all the same. A page
   * of the archive may change with anything in it, or beside it.
   */
  #note(feeds: readonly FeedSpec<Member>[], now: Instant): void {
    for (const feed of feeds) if (this.#feeds.get(feed.base) !== feed) this.#changed.set(feed.base, now)
  }

  #changeOf({ kind, base }: FeedSpec<Member>): Instant | undefined {
    return this.#changed.get(kind === 'archive' ? '/' : base)
  }

  /** Holds until the next update: it looks at what is there when it is asked. */
  current(known: Pick<Compilation, 'ledger' | 'problems' | 'awaited'>): Compilation {
    const publication = this
    const { site } = this.#tools
    return {
      ...known,
      manifest: toManifest(site, [...this.#feeds.values()]),
      posts: this.#posts,
      scheduled: (instant) => publication.#scheduled(instant),
      pageMembers: this.#pages,
      windowOf: (feed) => publication.#windows.of(feed),
      besides: (feed) => publication.#windows.besides(feed, publication.#getArchive()),
      document: (path) => publication.#document(path),
      page: (path) => publication.#page(path),
      beside: (member) => publication.#beside(member),
      file: (path) => publication.#file(path),
      get feeds() {
        return publication.#allFeeds()
      },
      get media() {
        return [...publication.#uses.keys()].flatMap((path) => publication.#file(path) ?? [])
      },
      get made() {
        return publication.#made.indexes
      },
      get documents() {
        const made = publication
          .#allFeeds()
          .flatMap((feed) => formats.map((format) => publication.#documentOf(feed, format)))
        return made.map((document): FeedDocument => ({ ...document.index, ...document.bytes() }))
      },
      get pages() {
        return [...publication.#pages.keys()].flatMap((path) => publication.#page(path) ?? [])
      },
    }
  }

  #leave(member: Member): void {
    this.#later.delete(member)
    const path = pagePath(member, this.#tools.site)
    if (path !== undefined && this.#pages.get(path) === member) this.#pages.delete(path)
    for (const file of member.media) {
      const users = this.#uses.get(file)
      users?.delete(member)
      if (users?.size === 0) this.#uses.delete(file)
    }
  }

  #enter(member: Member, now: Instant): void {
    if (member.published > now) this.#later.add(member)
    const path = pagePath(member, this.#tools.site)
    if (path !== undefined) this.#pages.set(path, member)
    for (const file of member.media) {
      const users = this.#uses.get(file)
      if (users === undefined) this.#uses.set(file, new Set([member]))
      else users.add(member)
    }
  }

  #scheduled(now: Instant): Instant[] {
    const instants = Array.from(this.#later, ({ published }) => published)
    return instants.filter((published) => published > now).sort((a, b) => a - b)
  }

  #allFeeds(): FeedSpec<Member>[] {
    const archive = this.#getArchive()
    const pages = Array.from({ length: archive?.length ?? 0 }, (_, number) => archive?.page(number) ?? [])
    return [...this.#feeds.values(), ...pages.flat()]
  }

  #feed(base: string): FeedSpec<Member> | undefined {
    const [, number] = ARCHIVE_PAGE.exec(base) ?? []
    return (
      this.#feeds.get(base) ??
      (number === undefined ? undefined : this.#getArchive()?.page(Number(number) - 1))
    )
  }

  #getArchive(): Archive<Member> | undefined {
    if (this.#archive !== 'unknown') return this.#archive
    const { site, press } = this.#tools
    const main = this.#feeds.get('/')
    const isNeeded = site.feeds.archive && main !== undefined && !holdsAll(main, site, press)
    this.#archive = isNeeded ? new Archive(main, site.feeds) : undefined
    return this.#archive
  }

  #document(path: string): MadeDocument | undefined {
    const end = path.lastIndexOf('/') + 1
    const format = formats.find(({ file }) => file === path.slice(end))
    const feed = format && this.#feed(path.slice(0, end))
    return feed && this.#documentOf(feed, format)
  }

  #documentOf(feed: FeedSpec<Member>, format: Format): MadeDocument {
    return this.#made.get(feed, format, () => ({
      ...this.#tools,
      now: this.#now,
      // the others know of none, and would keep what it is cut from
      archive: isArchived(feed) ? this.#getArchive() : undefined,
      changed: this.#changeOf(feed),
    }))
  }

  #page(path: string): Page | undefined {
    const member = this.#pages.get(path)
    if (member === undefined) return undefined
    const { press } = this.#tools
    const { older, newer } = this.#beside(member)
    const { image } = press.shown(member)
    return {
      path,
      public: [interval(member)],
      item: press.item(member),
      ...(image?.alt === undefined ? {} : { imageAlt: image.alt }),
      older: this.#pathsOf(older),
      newer: this.#pathsOf(newer),
    }
  }

  #beside(member: Member): Adjacent<Member> {
    return adjacent(member, this.#feeds.get('/')?.entries ?? [])
  }

  #pathsOf(members: readonly Member[]): string[] {
    return members.flatMap((member) => pagePath(member, this.#tools.site) ?? [])
  }

  /** A file is public while a post that uses it is, and no longer. */
  #file(path: string): Media | undefined {
    const [file, users] = [this.#files.get(path), this.#uses.get(path)]
    if (file === undefined || users === undefined) return undefined
    const { type, length } = file
    return { path, type, length, public: [...users].map(interval) }
  }
}

function isArchived({ kind }: FeedSpec): boolean {
  return kind === 'main' || kind === 'archive'
}

/** Of the post's page below the site's address; undefined where its page is elsewhere. */
function pagePath({ url }: Member, site: Site): string | undefined {
  return site.links.startsWith('/') ? decodeURI(url.slice(site.url.length)) : undefined
}

function interval({ published, expires }: Member): Interval {
  return { from: published, ...(expires === undefined ? {} : { until: expires }) }
}
