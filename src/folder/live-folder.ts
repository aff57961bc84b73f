/** The posts folder as it is now, and the site made of it, kept up with while it changes. */

import { hash } from '../disk/hash.ts'
import { persistently } from '../disk/transient.ts'
import type { Instant, MediaFile, Problem, Site, Working } from '../model.ts'
import type { Changes } from '../site/apply.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import { postFiles } from '../site/files.ts'
import { nextTurn } from '../site/posts.ts'
import { type ReadSource, readSource } from '../site/read.ts'
import type { SiteAt } from '../site/site.ts'
import { type Change, type Watcher, watchFolder } from '../watch/watch.ts'
import { Alarm } from './alarm.ts'
import { readItem } from './files.ts'
import { withFirstDate } from './first-dates.ts'
import { KeptLedger, type LedgerChange, LiveLedger } from './kept-ledger.ts'
import { LedgerFile } from './ledger.ts'
import { LiveSite } from './live-site.ts'
import type { Measured } from './media/durations.ts'
import { LiveDurations } from './media/live-durations.ts'
import { portionOf } from './portion.ts'
import { vanishedProblem, vanishing } from './vanished.ts'

export interface LiveOptions {
  readonly posts: string
  readonly site: Site
  readonly clock: () => Instant
  /** Whether anything is kept for the next run; otherwise it is only read. */
  readonly remembers: boolean
  /** Whether most posts may go at once. */
  readonly allowsEmpty: boolean
  /** Paths of posts that are left out until they change. */
  readonly harmful: readonly string[]
  readonly working: Working
  readonly events: LiveEvents
}

/** A change of a file, or a playing time that became known. */
export type FolderChange = Change | { readonly path: string; readonly kind: 'measured' }

export interface LiveEvents {
  /** After each change of the folder; without changes, after anything else that changed the site. */
  published(changes: readonly FolderChange[]): void
  waiting(path: string): void
  failed(error: Error): void
}

export class LiveFolder {
  readonly #options: LiveOptions
  readonly #site: LiveSite
  readonly #ledger: LiveLedger
  readonly #durations: LiveDurations
  readonly #alarm: Alarm
  #watcher: Watcher | undefined
  /** Reported, and not taken yet. */
  readonly #waiting: (readonly Change[])[] = []
  #work: Promise<unknown> = Promise.resolve()
  #isRecovering = false
  #isClosed = false

  private constructor(options: LiveOptions) {
    const { posts, site, remembers, harmful, events } = options
    const onFailure = (error: unknown) => this.fail(error)
    this.#options = options
    this.#durations = new LiveDurations(posts)
    this.#alarm = new Alarm(options.clock)
    this.#site = LiveSite.open({
      ...options,
      harmful: new Set(harmful),
      overtaken: () => this.#overtaken(),
      report: (message) => events.failed(new Error(message)),
      onFailure,
    })
    const db = () => this.#site.context.db
    const ledger = new KeptLedger(new LedgerFile(posts), { db, links: site.links })
    this.#ledger = new LiveLedger(ledger, { remembers, failed: events.failed, onFailure })
  }

  /**
   * Resolves when everything can be served.
   * @throws an Error in plain words if the folder or its ledger cannot be used
   */
  static async open(options: LiveOptions): Promise<LiveFolder> {
    const folder = new LiveFolder(options)
    try {
      await folder.#begin(await folder.#ledger.open())
      return folder
    } catch (error) {
      await folder.close()
      throw error
    }
  }

  get site(): SiteAt {
    return this.#site.at
  }

  get problems(): readonly Problem[] {
    return this.#site.problems
  }

  get isWhole(): boolean {
    return this.#site.isWhole
  }

  /** Settles when all posts are composed, or when that has failed. */
  get whole(): Promise<unknown> {
    return this.#site.filling.catch(() => {})
  }

  /** Watches first and reads then, so that nothing is missed; what is still being written comes later. */
  async #begin(ledger: LedgerChange | undefined): Promise<void> {
    const { posts, events } = this.#options
    const started = Promise.withResolvers<unknown>()
    this.#work = started.promise.catch((error) => this.fail(error))
    const take = (changes: readonly Change[]) => {
      this.#waiting.push(changes)
      this.#queue(() => {
        const { first, rest } = portionOf(posts, this.#waiting.shift() ?? [])
        if (rest.length > 0) take(rest)
        return this.#apply(first)
      })
    }
    this.#watcher = await watchFolder(posts, take, { onWaiting: events.waiting, onError: events.failed })
    const isWhole = await this.#update(ledger)
    await this.#ledger.save()
    this.#keepUp()
    const announce = () => {
      if (!this.#isClosed) events.published([])
    }
    started.resolve(isWhole ? undefined : this.#site.filling.then(announce))
  }

  /** @returns whether all posts are composed */
  async #update(ledger: LedgerChange | undefined): Promise<boolean> {
    try {
      return await this.#site.update(ledger)
    } catch (error) {
      await this.#site.recover(error, await this.#ledger.everything())
      return true
    }
  }

  /** What was read of these may be half of it, or none: they come again. */
  async #overtaken(): Promise<ReadonlySet<string>> {
    const unreported = (await this.#watcher?.overtaken()) ?? []
    return new Set([...unreported, ...this.#waiting.flat().map(({ path }) => path)])
  }

  #queue(job: () => unknown): Promise<unknown> {
    this.#work = this.#work.then(job).catch((error) => this.fail(error))
    return this.#work
  }

  /** Reports an error, or goes on after one of the database. */
  fail(error: unknown): void {
    if (sqliteCode(error) === 0)
      this.#options.events.failed(error instanceof Error ? error : new Error(String(error)))
    else if (!this.#isRecovering) this.#recover(error)
  }

  #recover(error: unknown): void {
    this.#isRecovering = true
    this.#queue(async () => {
      try {
        await this.#site.recover(error, await this.#ledger.everything())
      } finally {
        this.#isRecovering = false
      }
      this.#publish([])
    })
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const sources = new Map<string, ReadSource | undefined>()
    const files = new Map<string, MediaFile | undefined>()
    for (const change of changes) await this.#read(change, sources, files)
    const [overtaken, ledger] = await Promise.all([this.#overtaken(), this.#ledger.changed()])
    for (const path of overtaken) {
      sources.delete(path)
      files.delete(path)
    }
    this.#hold(sources, files)
    this.#change({ sources, files, ...ledger }, changes)
  }

  /** Leaves files that are gone in the database where most posts would go with them: see vanished.ts. */
  #hold(sources: Map<string, ReadSource | undefined>, files: Map<string, MediaFile | undefined>): void {
    const { held, oddities, context } = this.#site
    if (this.#options.allowsEmpty) return
    for (const [path, source] of sources)
      if (source !== undefined || files.get(path) !== undefined) held.delete(path)
    const gone = [...sources.keys()].filter(
      (path) => sources.get(path) === undefined && files.get(path) === undefined,
    )
    const known = postFiles(context.db)
    const left = known.difference(new Set([...held, ...gone])).size
    const vanished = vanishing(known.size, left)
    if (vanished === undefined) oddities.delete('')
    if (vanished === undefined || gone.length === 0) return
    for (const path of gone) {
      held.add(path)
      sources.delete(path)
      files.delete(path)
    }
    oddities.set('', vanishedProblem(vanished))
  }

  #change(changes: Changes, reported: readonly FolderChange[]): void {
    this.#site.change(changes)
    this.#publish(reported)
  }

  #publish(changes: readonly FolderChange[]): void {
    this.#options.events.published(changes)
    this.#keepUp()
  }

  #keepUp(): void {
    this.#ledger.saveSoon()
    this.#measure()
    this.#awaitTurn()
  }

  /** Notes what a path is now: it may have been a post and be a file, or the other way round. */
  async #read(
    { path, kind }: Change,
    sources: Map<string, ReadSource | undefined>,
    files: Map<string, MediaFile | undefined>,
  ): Promise<void> {
    const { posts, site, working } = this.#options
    const item = kind === 'removed' ? undefined : await persistently(() => readItem(posts, path))
    const { oddities } = this.#site
    oddities.delete(path)
    this.#durations.forget(path)
    const isPost = item !== undefined && 'source' in item
    sources.set(
      path,
      isPost
        ? working(path, () => readSource(withFirstDate(item.source, posts, site), site, hash))
        : undefined,
    )
    files.set(path, item !== undefined && 'file' in item ? item.file : undefined)
    if (item !== undefined && 'problem' in item) oddities.set(path, item.problem)
  }

  #measure(): void {
    const take = (job: () => Measured) =>
      this.#queue(() => {
        const { files, stamps } = job()
        const changes = Array.from(files.keys(), (path): FolderChange => ({ path, kind: 'measured' }))
        if (files.size > 0) this.#change({ sources: new Map(), files, stamps }, changes)
      })
    this.#durations.measure(() => this.#site.context.db, take).catch((error) => this.fail(error))
  }

  /** The clock changes posts, too. */
  #awaitTurn(): void {
    const next = nextTurn(this.#site.context.db, this.#options.clock())
    const turn = () => this.#change({ sources: new Map(), files: new Map() }, [])
    this.#alarm.set(next, () => this.#queue(turn))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#watcher?.close()
    this.#alarm.stop()
    this.#site.stop()
    await this.#durations.close()
    await this.#work
    await this.#ledger.close()
    this.#site.close()
  }
}
