/**
 * Writes a build: `site/` for any static host, `snapshot/` for the Worker. It is written aside, with what has stayed
 * the same taken over from the build before, and counts when it is complete.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Member } from '../compile/press.ts'
import type { Compilation } from '../compile.ts'
import { createApp } from '../http/app.ts'
import type { FeedSpec, Instant } from '../model.ts'
import { feedsPage } from '../pages/feeds.ts'
import { opml } from '../pages/opml.ts'
import { script } from '../pages/script.ts'
import { stylesheet } from '../pages/style.ts'
import { DOCUMENTS, MEDIA_BASE } from '../paths.ts'
import type { OnProgress } from '../progress.ts'
import { cut, encodeDocument } from '../snapshot/bytes.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'
import type { FeedDocument, Media } from '../snapshot.ts'
import { hash } from './hash.ts'
import { places } from './layout.ts'
import { MemoryStore, snapshotInMemory } from './memory.ts'
import { Place } from './output/place.ts'
import { recordFile } from './output/record.ts'
import { explain } from './output/refusals.ts'
import { BuildWriter } from './output/writer.ts'
import { SourceFile, versionOf } from './source-file.ts'

export interface BuildOptions {
  /** Stands for the code and the configuration. Without it nothing is taken over from the build before. */
  readonly fingerprint?: string
  /** Writes posts ahead, with whatever help there is: they are needed next. */
  readonly ahead?: (members: readonly Member[]) => Promise<void>
  /** Asked last, before the build counts. What it throws leaves the build before in place. */
  readonly assure?: () => Promise<void>
  readonly onProgress?: OnProgress
}

/** What static hosts show where there is nothing: what the server shows a person. */
const NOT_FOUND = '/404.html'

const BROWSER = { headers: { 'Sec-Fetch-Dest': 'document' } }

/** Posts that are written ahead at once, at least. */
const BATCH = 500

/**
 * Writes `site/` and `snapshot/` below `out`. What stood there stays until the new one is whole. One at a time: see
 * lock.ts.
 * @throws an Error in plain words if it cannot be written
 */
export async function writeBuild(
  compilation: Compilation,
  posts: string,
  out: string,
  now: Instant,
  options: BuildOptions = {},
): Promise<void> {
  const place = new Place(out, posts)
  try {
    await new Build(compilation, { ...options, posts, now }, place).write()
  } catch (error) {
    tidyUp(place)
    throw explain(error, { out, posts })
  }
}

/** Where nothing can be written, nothing can be removed either: the next build does it. */
function tidyUp(place: Place): void {
  try {
    place.mend()
  } catch {}
}

type WholeOptions = BuildOptions & { readonly posts: string; readonly now: Instant }

interface Job {
  /** Posts that have to be written for it. */
  readonly members: readonly Member[]
  readonly name: string
  readonly key: string
  /** Writes the files; gives the instant from which on they are others. */
  readonly write: () => Promise<Instant | undefined> | Instant | undefined
}

class Build {
  readonly #compilation: Compilation
  readonly #options: WholeOptions
  readonly #place: Place
  readonly #writer: BuildWriter
  readonly #folder: string
  readonly #keys = new WeakMap<Member, string>()
  readonly #answer: (path: string) => Promise<string>
  /** What every page of the site shows besides its own matter, and the instants at which that changes. */
  readonly #manifest: string
  readonly #changes: readonly (Instant | undefined)[]
  #told = 0

  constructor(compilation: Compilation, options: WholeOptions, place: Place) {
    this.#compilation = compilation
    this.#options = options
    this.#place = place
    this.#folder = place.prepare()
    const previous = options.fingerprint === undefined ? undefined : place.current
    const record = recordFile(place.out)
    this.#writer = new BuildWriter({ folder: this.#folder, previous, record, now: options.now })
    const store = new MemoryStore(snapshotInMemory(compilation, async () => undefined))
    // each page is asked for once
    const app = createApp({ store, clock: () => options.now, room: 0 })
    this.#answer = async (path) => (await app.request(encodeURI(path), BROWSER)).text()
    this.#manifest = JSON.stringify(compilation.manifest)
    this.#changes = compilation.manifest.feeds.map(({ since }) => since)
  }

  /** While this thread writes the files of one batch, the posts of the next are made. */
  async write(): Promise<void> {
    let batch: readonly Job[] = []
    for (const next of this.#batches()) {
      await Promise.all([this.#ahead(next), this.#do(batch)])
      batch = next
    }
    await this.#do(batch)
    if (this.#writer.isSame) return this.#place.mend()
    this.#writer.finish()
    await this.#options.assure?.()
    this.#place.commit(this.#folder)
    this.#writer.remember()
  }

  /** What cannot be taken over from the build before. */
  *#batches(): Generator<readonly Job[]> {
    let [batch, size]: [Job[], number] = [[], 0]
    for (const job of this.#jobs()) {
      if (this.#writer.carry(job.name, job.key)) continue
      batch.push(job)
      size += job.members.length
      if (size < BATCH) continue
      yield batch
      ;[batch, size] = [[], 0]
    }
    yield batch
  }

  async #ahead(jobs: readonly Job[]): Promise<void> {
    await this.#options.ahead?.([...new Set(jobs.flatMap(({ members }) => members))])
  }

  async #do(jobs: readonly Job[]): Promise<void> {
    for (const { name, key, write } of jobs) {
      this.#writer.close(name, key, await write())
      await new Promise(setImmediate)
    }
  }

  /** Everything that a build consists of; what needs the same posts stands together. */
  *#jobs(): Generator<Job> {
    const { feeds, media } = this.#compilation
    const archive = feeds.filter(({ kind }) => kind === 'archive')
    yield this.#home()
    for (const feed of feeds) if (feed.kind !== 'archive') yield* this.#feed(feed)
    const pages = this.#pages()
    const perPage = archive[0]?.entries.length ?? BATCH
    for (let number = 0; number * perPage < pages.length || number < archive.length; number++) {
      const feed = archive[number]
      if (feed !== undefined) yield* this.#feed(feed)
      for (const [path, member] of pages.slice(number * perPage, (number + 1) * perPage))
        yield this.#page(path, member)
    }
    for (const file of media) yield this.#media(file)
  }

  /** The oldest first, as archive pages fill: so both need the same posts at the same time. */
  #pages(): [string, Member][] {
    return [...this.#compilation.pageMembers].sort(
      ([, a], [, b]) => a.published - b.published || (a.id < b.id ? 1 : -1),
    )
  }

  #home(): Job {
    const { manifest, feeds } = this.#compilation
    const main = feeds.filter(({ kind }) => kind === 'main')
    return {
      name: '/',
      key: this.#key(this.#manifest, ...main.map((feed) => this.#keyOfFeed(feed))),
      members: main.flatMap((feed) => this.#compilation.windowOf(feed)),
      write: async () => {
        const { pathname } = new URL(manifest.url)
        this.#writer.write(`snapshot${places.manifest}`, this.#manifest)
        this.#writer.write('site/index.html', await this.#answer(pathname.replace(/\/?$/, '/')))
        this.#writer.write(`site${feedsPage.path}index.html`, await this.#answer(feedsPage.path))
        for (const path of [NOT_FOUND, stylesheet.path, script.path, opml.path])
          this.#writer.write(`site${path}`, await this.#answer(path))
        return this.#soonest(main.map((feed) => this.#nextChange(feed)))
      },
    }
  }

  *#feed(feed: FeedSpec<Member>): Generator<Job> {
    const { onProgress, now } = this.#options
    onProgress?.({ stage: 'write', done: this.#told++, total: this.#compilation.feeds.length })
    const [key, members] = [this.#keyOfFeed(feed), this.#compilation.windowOf(feed)]
    yield {
      name: `feed ${feed.base}`,
      key: this.#key(key),
      members,
      write: () => {
        for (const document of this.#documentsOf(feed)) this.#writeDocument(document)
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
      key: this.#key(key, this.#manifest, owner === undefined ? '' : this.#keyOf(owner)),
      members: this.#compilation.windowOf(feed),
      write: async () => {
        const index = this.#compilation.document(base + DOCUMENTS.json.file)?.index
        const isThere = index !== undefined && visible(index, this.#options.now) !== undefined
        const isTaken = owner !== undefined && isPublicNow(owner, this.#options.now)
        if (isThere && !isTaken) this.#writer.write(`site${base}index.html`, await this.#answer(base))
        return this.#soonest([this.#nextChange(feed), owner?.published, owner?.expires])
      },
    }
  }

  #writeDocument(document: FeedDocument): void {
    const { index, bytes } = encodeDocument(document)
    this.#writer.write(`snapshot${places.index(document.path)}`, index)
    this.#writer.write(`snapshot${places.document(document.path)}`, bytes)
    const edition = visible(document, this.#options.now)?.edition
    if (edition !== undefined)
      this.#writer.write(`site${document.path}`, cut(document, document, edition, edition.runs))
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
      key: this.#key(`${older.length}`, ...shown.map((other) => this.#keyOf(other)), this.#manifest),
      members: shown,
      write: async () => {
        const page = this.#compilation.page(path)
        if (page === undefined) return undefined
        this.#writer.write(`snapshot${places.page(path)}`, JSON.stringify(page))
        if (isPublic(page.public, this.#options.now))
          this.#writer.write(`site${path.replace(/\/$/, '')}/index.html`, await this.#answer(path))
        return this.#soonest(shown.flatMap(({ published, expires }) => [published, expires]))
      },
    }
  }

  #media(file: Media): Job {
    const from = join(this.#options.posts, file.path)
    const info = statSync(from, { bigint: true, throwIfNoEntry: false })
    const seen = info && [info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ')
    return {
      name: `media ${file.path}`,
      key: this.#key(seen ?? '', JSON.stringify(file)),
      members: [],
      write: () => {
        this.#writer.write(`snapshot${places.media(file.path)}`, JSON.stringify(file))
        this.#writer.copy(from, `snapshot${places.mediaBody(file.path)}`)
        if (isPublic(file.public, this.#options.now)) this.#writer.copy(from, `site${MEDIA_BASE}${file.path}`)
        return soonest(
          file.public.flatMap(({ from, until }) => [from, until]),
          this.#options.now,
        )
      },
    }
  }

  #keyOfFeed(feed: FeedSpec<Member>): string {
    const { kind, base, title, description, language, entries } = feed
    const head = JSON.stringify([kind, base, title, description, language, this.#compilation.besides(feed)])
    return hash([head, ...entries.map((member) => this.#keyOf(member))].join('\n'))
  }

  /** Stands for what a post is made of: its file, who and where it is, and what it shows of others. */
  #keyOf(member: Member): string {
    const known = this.#keys.get(member)
    if (known !== undefined) return known
    const { source, addressed, twins, entry } = member
    const version =
      source instanceof SourceFile ? source.version : versionOf(new TextEncoder().encode(source.text))
    const { identity, folder, url } = addressed
    const key = hash(JSON.stringify([version, identity, folder, url, twins, entry]))
    this.#keys.set(member, key)
    return key
  }

  /** The next instant at which a page changes. */
  #soonest(instants: readonly (Instant | undefined)[]): Instant | undefined {
    return soonest([...this.#changes, ...instants], this.#options.now)
  }

  #key(...parts: readonly string[]): string {
    return hash([this.#options.fingerprint, ...parts].join('\n'))
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
