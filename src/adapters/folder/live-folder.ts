/** The posts folder as it is now, and the snapshot made of it, kept up with while it changes. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { type Compilation, type Compiler, createCompiler, type FolderChanges } from '../../compile.ts'
import { keptLines } from '../../identity/ledger.ts'
import type { Instant, MediaFile, Problem, Site, Source, Working } from '../../model.ts'
import { DOCUMENTS } from '../../paths.ts'
import { hash } from '../hash.ts'
import { LiveDurations } from '../media/live-durations.ts'
import { digestFolder } from '../remembered/digests.ts'
import { History } from '../remembered/history.ts'
import { persistently } from '../transient.ts'
import { type Change, watchFolder } from '../watch.ts'
import { type FolderContent, readItem } from './files.ts'
import { LedgerFile } from './ledger.ts'

export interface LiveOptions {
  readonly posts: string
  readonly site: Site
  readonly clock: () => Instant
  /** Whether anything is kept for the next run; otherwise it is only read. */
  readonly remembers: boolean
  /** Paths of posts that are left out until they change. */
  readonly harmful: readonly string[]
  readonly working: Working
  readonly events: LiveEvents
}

export interface LiveEvents {
  /** After each change of the folder. */
  published(changes: readonly Change[]): void
  waiting(path: string): void
  failed(error: Error): void
}

/** More feeds than most sites have. */
const FEEDS_AHEAD = 1000

/** In milliseconds. Whoever asks in the meantime is served first. */
const PAUSE = 5

/** In milliseconds, for the ids of new posts. */
const SAVE_AFTER = 100

export class LiveFolder {
  compilation: Compilation
  readonly #options: LiveOptions
  readonly #compiler: Compiler
  readonly #oddities: Map<string, Problem>
  readonly #ledger: LedgerFile
  readonly #durations: LiveDurations
  #saving: Promise<void> = Promise.resolve()
  /** What is wrong with the ledger, as the publisher has been told. */
  #ledgerTrouble = ''

  private constructor(options: LiveOptions, compiler: Compiler, content: FolderContent, ledger: LedgerFile) {
    this.#options = options
    this.#compiler = compiler
    this.#ledger = ledger
    this.#oddities = new Map(content.problems.map((problem) => [problem.path, problem]))
    this.#durations = new LiveDurations(options.posts)
    const files = new Map([...content.files].map(([path, file]) => [path, this.#durations.meet(file)]))
    const folder = { sources: content.sources.values(), files, ledger: ledger.ledger }
    this.compilation = this.#take(compiler.compile(folder, options.clock()))
  }

  /** Watches first and reads then, so that nothing is missed; what is still being written comes later. */
  static async open(
    options: LiveOptions,
  ): Promise<{ folder: LiveFolder; stopWatching: () => Promise<void> }> {
    const { posts, site, events, working, harmful } = options
    const ledger = await LedgerFile.open(posts, keptLines())
    const { promise, resolve } = Promise.withResolvers<LiveFolder>()
    const waiting: (readonly Change[])[] = []
    let work: Promise<unknown> = promise
    const apply = (changes: readonly Change[]) => {
      waiting.push(changes)
      work = work
        .then(async () => (await promise).#apply(waiting.shift() ?? [], later))
        .catch((error) => events.failed(error))
    }
    const watcher = await watchFolder(posts, apply, {
      onWaiting: events.waiting,
      onError: events.failed,
    })
    // what was read of these before may be half of it, or none: they come again
    const later = async () => {
      const unreported = await watcher.overtaken()
      return new Set([...unreported, ...waiting.flat().map(({ path }) => path)])
    }
    const content = await digestFolder({ folder: posts, site, holdsTexts: true, working, harmful })
    const unfinished = await later()
    const sources = new Map([...content.sources].filter(([path]) => !unfinished.has(path)))
    const history = History.open(posts, site.url)
    const previous = (path: string) => history.get(path)
    const compiler = createCompiler(site, hash, { read: content.read, previous, working })
    const folder = new LiveFolder(options, compiler, { ...content, sources }, ledger)
    folder.#tellOfLedger(await folder.#saveLedger())
    setImmediate(content.remember)
    void folder.#makeAhead()
    folder.#measure()
    resolve(folder)
    const saveHistory = options.remembers && history.keepUpWith(() => folder.compilation.made)
    const stopWatching = async () => {
      await watcher.close()
      await work
      await folder.#durations.close()
      await folder.#saving
      if (saveHistory) saveHistory()
    }
    return { folder, stopWatching }
  }

  get problems(): readonly Problem[] {
    return [...this.#oddities.values(), ...this.compilation.problems]
  }

  async #apply(changes: readonly Change[], later: () => Promise<ReadonlySet<string>>): Promise<void> {
    const sources = new Map<string, Source | undefined>()
    const files = new Map<string, MediaFile | undefined>()
    for (const change of changes) await this.#update(change, sources, files)
    const [overtaken, unreadable] = await Promise.all([later(), failure(() => this.#ledger.reload())])
    for (const path of overtaken) {
      sources.delete(path)
      files.delete(path)
    }
    this.#publish({ sources, files }, changes)
    this.#measure()
    if (unreadable === undefined) this.#saveSoon()
    else this.#tellOfLedger(unreadable)
  }

  #publish(folder: Omit<FolderChanges, 'ledger'>, changes: readonly Change[]): void {
    const { ledger } = this.#ledger
    this.compilation = this.#take(this.#compiler.change({ ...folder, ledger }, this.#options.clock()))
    this.#options.events.published(changes)
  }

  /** Posts do not wait for the playing times of their files, which are published when they are found. */
  #measure(): void {
    this.#durations.measure(
      (path) => this.compilation.file(path) !== undefined,
      (files) => {
        const changes = Array.from(files.keys(), (path): Change => ({ path, kind: 'written' }))
        this.#publish({ sources: new Map(), files }, changes)
      },
    )
  }

  /** Whoever waits for what is new is served first. */
  #saveSoon(): void {
    this.#saving = this.#saving
      .then(() => sleep(SAVE_AFTER))
      .then(async () => this.#tellOfLedger(await this.#saveLedger()))
  }

  /**
   * Makes the documents of the feeds while nobody asks for anything, so that a change finds them made. The main feed
   * comes first, and then the last: where there is no room for the posts of all, those of the first ones stay.
   */
  async #makeAhead(): Promise<void> {
    const bases = this.compilation.manifest.feeds.slice(0, FEEDS_AHEAD).map(({ base }) => base)
    for (const base of [...bases.slice(0, 1), ...bases.slice(1).reverse()]) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE).unref())
      await this.#writeAhead(base)
      this.compilation.document(base + DOCUMENTS.rss.file)
    }
  }

  /** A post at a time: whoever asks waits for one, not for all of a feed. */
  async #writeAhead(base: string): Promise<void> {
    const { press } = this.#compiler
    const feed = this.compilation.feeds.find((other) => other.base === base)
    if (feed === undefined) return
    for (const member of this.compilation.windowOf(feed)) {
      if (!press.lacks(member)) continue
      press.writing(member)
      await nextTurn()
    }
  }

  async #saveLedger(): Promise<Error | undefined> {
    return this.#options.remembers ? failure(() => this.#ledger.save()) : undefined
  }

  /** A ledger that became unusable stops nothing here: what it held is in memory. It is told of once. */
  #tellOfLedger(trouble: Error | undefined): void {
    if (trouble !== undefined && trouble.message !== this.#ledgerTrouble) this.#options.events.failed(trouble)
    this.#ledgerTrouble = trouble?.message ?? ''
  }

  /** Notes what a path is now: it may have been a post and be a file, or the other way round. */
  async #update(
    { path, kind }: Change,
    sources: Map<string, Source | undefined>,
    files: Map<string, MediaFile | undefined>,
  ): Promise<void> {
    const item =
      kind === 'removed' ? undefined : await persistently(() => readItem(this.#options.posts, path))
    this.#oddities.delete(path)
    sources.set(path, item !== undefined && 'source' in item ? item.source : undefined)
    this.#durations.forget(path)
    files.set(path, item !== undefined && 'file' in item ? this.#durations.meet(item.file) : undefined)
    if (item !== undefined && 'problem' in item) this.#oddities.set(path, item.problem)
  }

  #take(compilation: Compilation): Compilation {
    this.#ledger.ledger = compilation.ledger
    return compilation
  }
}

/** What an action fails with for good, if it does. */
async function failure(action: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await persistently(action)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
