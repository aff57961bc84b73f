/** The posts folder as it is now, and the site made of it, kept up with while it changes. */

import { statSync } from 'node:fs'
import { messageOf } from '../base/message.ts'
import { persistently } from '../disk/transient.ts'
import type { Changes, LedgerChange } from '../site/apply.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import { nextTurn } from '../site/posts.ts'
import { type Change, type Watcher, watchFolder } from '../watch/watch.ts'
import { LiveLedger } from './live-ledger.ts'
import { type FolderChange, type LiveOptions, LiveSite } from './live-site.ts'
import { measured } from './media/durations.ts'
import { portionOf } from './portion.ts'
import { changesOf, type ReadPath, readPath } from './read-path.ts'
import { wouldVanish } from './vanished.ts'

/** In milliseconds: the clock may be set meanwhile, and a timer takes no more than some weeks. */
const LONGEST_WAIT = 3_600_000

const NOTHING: Changes = { sources: new Map(), files: new Map() }

export class LiveFolder {
  readonly #options: LiveOptions
  readonly site: LiveSite
  readonly #ledger: LiveLedger
  #alarm: NodeJS.Timeout | undefined
  #watcher: Watcher | undefined
  /** Reported, and not taken yet. */
  readonly #waiting: (readonly Change[])[] = []
  #work: Promise<unknown> = Promise.resolve()
  #measuring: Promise<unknown> = Promise.resolve()
  #isRecovering = false
  readonly #closing = new AbortController()

  private constructor(options: LiveOptions) {
    const { posts, site, events, remembers } = options
    const onFailure = (error: unknown) => this.fail(error)
    this.#options = options
    this.site = new LiveSite({ ...options, overtaken: () => this.#overtaken(), onFailure })
    this.#ledger = new LiveLedger(posts, {
      db: () => this.site.context.db,
      links: site.links,
      // a folder that stands in for the right one gets no ledger
      isWritten: () => remembers && !this.site.isHeld,
      failed: events.failed,
      onFailure,
    })
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

  /** Watches first and reads then, so that nothing is missed; what is still being written comes later. */
  async #begin(ledger: LedgerChange | undefined): Promise<void> {
    const { posts, events } = this.#options
    const servable = Promise.withResolvers<void>()
    this.#work = servable.promise
    const take = (changes: readonly Change[]) => {
      this.#waiting.push(changes)
      this.#queue(() => {
        const { first, rest } = portionOf(posts, this.#waiting.shift() ?? [])
        if (rest.length > 0) take(rest)
        return this.#apply(first)
      })
    }
    this.#watcher = await watchFolder(posts, take, { onWaiting: events.waiting, onError: events.failed })
    try {
      await this.#update(ledger, false)
      // with the database in memory, nothing else has the ids
      if (!this.site.isOnDisk) await this.#ledger.save()
      this.#keepUp()
    } finally {
      servable.resolve()
    }
  }

  async #update(ledger: LedgerChange | undefined, keepsLastGood: boolean): Promise<void> {
    try {
      await this.site.update(ledger, keepsLastGood)
    } catch (error) {
      await this.site.recover(error, await this.#ledger.everything())
    }
    if (this.site.isWhole) return
    const announce = () => this.#queue(() => this.#publish([]))
    this.site.filling.then(announce, (error) => this.fail(error))
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
    if (sqliteCode(error) === 0) this.#options.events.failed(new Error(messageOf(error), { cause: error }))
    else if (!this.#isRecovering) this.#recover(error)
  }

  #recover(error: unknown): void {
    this.#isRecovering = true
    this.#queue(async () => {
      try {
        await this.site.recover(error, await this.#ledger.everything())
      } finally {
        this.#isRecovering = false
      }
      this.#publish([])
    })
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    const isDoubtful = !this.#options.allowsEmpty && wouldVanish(this.site.context.db, changes)
    if (this.site.isHeld || isDoubtful) await this.#lookAgain()
    else await this.#take(changes)
    this.#publish(changes)
  }

  /** Most posts are gone, or were: the folder as a whole shows what has become of them. */
  async #lookAgain(): Promise<void> {
    const isThere = statSync(this.#options.posts, { throwIfNoEntry: false })?.isDirectory()
    if (isThere) await this.#update(undefined, true)
    else this.site.hold()
    if (this.site.isHeld) return
    const ledger = await this.#ledger.changed()
    if (ledger !== undefined) this.site.change({ ...NOTHING, ...ledger })
  }

  async #take(changes: readonly Change[]): Promise<void> {
    const { posts, site, working } = this.#options
    const { oddities } = this.site
    const read: ReadPath[] = []
    for (const { path } of changes)
      read.push(await persistently(() => working(path, () => readPath(posts, path, site))))
    const [overtaken, ledger] = await Promise.all([this.#overtaken(), this.#ledger.changed()])
    for (const { path, problem } of read)
      if (problem === undefined) oddities.delete(path)
      else oddities.set(path, problem)
    const known = read.filter(({ path }) => !overtaken.has(path))
    this.site.change({ ...changesOf(known, []), ...ledger })
  }

  #publish(changes: readonly FolderChange[]): void {
    if (this.#closing.signal.aborted) return
    this.#options.events.published(changes)
    this.#keepUp()
  }

  #keepUp(): void {
    if (this.site.isHeld) this.#ledger.forget()
    else this.#ledger.saveSoon()
    this.#measure()
    this.#awaitTurn()
  }

  /** Posts do not wait for the playing times of their files. */
  #measure(): void {
    const { signal } = this.#closing
    const measure = async () => {
      if (signal.aborted) return
      const { isEmpty, current } = await measured(this.site.context.db, this.#options.posts, signal)
      if (isEmpty || signal.aborted) return
      await this.#queue(() => {
        const { files, stamps } = current()
        this.site.change({ sources: new Map(), files, stamps })
        this.#publish(Array.from(files.keys(), (path): FolderChange => ({ path, kind: 'measured' })))
      })
    }
    this.#measuring = this.#measuring.then(measure).catch((error) => this.fail(error))
  }

  /** The clock changes posts, too. */
  #awaitTurn(): void {
    const now = this.#options.clock()
    const next = nextTurn(this.site.context.db, now) ?? Number.POSITIVE_INFINITY
    const turn = () => {
      this.site.change(NOTHING)
      this.#publish([])
    }
    clearTimeout(this.#alarm)
    this.#alarm = setTimeout(() => this.#queue(turn), Math.min(next - now, LONGEST_WAIT)).unref()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#watcher?.close()
    clearTimeout(this.#alarm)
    this.site.stop()
    await this.#measuring
    await this.#work
    await this.site.filling.catch(() => {})
    await this.#ledger.close()
    await this.#options.pool.close()
    this.site.close()
  }
}
