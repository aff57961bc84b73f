/**
 * The site of a folder in its database, while a server runs. A database that fails is opened again, or kept in memory,
 * and brought up to date with the folder.
 */

import { hash } from '../disk/hash.ts'
import type { Instant, Problem, Site, Working } from '../model.ts'
import { apply, type Changes, continueFrom } from '../site/apply.ts'
import type { Context } from '../site/context.ts'
import { allDiagnostics } from '../site/diagnostics.ts'
import { forgetServed, putServed } from '../site/documents.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import { SiteAt } from '../site/site.ts'
import type { DocumentIndex } from '../snapshot/snapshot.ts'
import { fingerprint } from './fingerprint.ts'
import type { LedgerChange } from './kept-ledger.ts'
import { inMemory, openSiteDatabase, type Place, type SiteDatabase } from './site-database.ts'
import { updateSite } from './site-folder.ts'

export interface LiveSiteOptions {
  readonly posts: string
  readonly site: Site
  readonly clock: () => Instant
  /** Whether the database is kept for the next run. */
  readonly remembers: boolean
  /** Whether most posts may go at once. */
  readonly allowsEmpty: boolean
  /** Paths of posts that are left out until they change. */
  readonly harmful: Set<string>
  readonly working: Working
  /** Paths of files that changed while they were read: they come again. */
  readonly overtaken: () => Promise<ReadonlySet<string>>
  /** Reports something to the publisher. */
  readonly report: (message: string) => void
  /** Is called with an error of the database that nobody waits for. */
  readonly onFailure: (error: unknown) => void
}

/** In milliseconds. A response does not wait for what is stored of it. */
const SAVE_AFTER = 100

/** Documents that were served and are not stored yet, at most. */
const MAX_UNSAVED = 100

export class LiveSite {
  /** What lies in the folder but is neither a post nor a file that a post can use, by path. */
  readonly oddities = new Map<string, Problem>()
  /** Paths of files that are gone and stay as they were, because most posts are gone. */
  readonly held = new Set<string>()
  readonly #options: LiveSiteOptions
  #database: SiteDatabase
  #at: SiteAt
  #filling: Promise<void> = Promise.resolve()
  #isWhole = false
  readonly #stopping = new AbortController()
  #served = new Map<string, DocumentIndex>()
  #saving: NodeJS.Timeout | undefined

  private constructor(options: LiveSiteOptions, database: SiteDatabase) {
    this.#options = options
    this.#database = database
    this.#at = this.#newSite()
  }

  /** Opens the database of the folder; {@link update} fills it. */
  static open(options: LiveSiteOptions): LiveSite {
    const database = options.remembers ? openSiteDatabase(placeOf(options)) : inMemory()
    if (database.notice !== undefined) options.report(database.notice)
    return new LiveSite(options, database)
  }

  get context(): Context {
    const { site, working } = this.#options
    return { db: this.#database.db, site, hash, working }
  }

  /** As it was brought up to date last; another object when the database is another one. */
  get at(): SiteAt {
    return this.#at
  }

  get problems(): readonly Problem[] {
    return [...this.oddities.values(), ...allDiagnostics(this.#database.db)]
  }

  /** Whether all posts are composed. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** Resolves when all posts are composed. */
  get filling(): Promise<void> {
    return this.#filling
  }

  /**
   * Brings the site up to date with the folder; resolves when everything can be served.
   * @param ledger the rows of the ledger file, where the database has others
   * @returns whether all posts are composed
   * @throws an Error in plain words if the folder is not there or not a folder
   */
  async update(ledger: LedgerChange | undefined): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#isWhole = false
    this.#filling = this.#fill(ledger, resolve).finally(() => {
      this.#isWhole = true
    })
    return Promise.race([promise.then(() => false), this.#filling.then(() => true)])
  }

  async #fill(ledger: LedgerChange | undefined, onServable: () => void): Promise<void> {
    const { posts, clock, harmful, overtaken, allowsEmpty } = this.#options
    const now = clock()
    const begin = () => {
      this.#at = this.#newSite(now)
      onServable()
    }
    const { files } = this.#database
    const { signal } = this.#stopping
    const folder = { folder: posts, context: this.context, files, harmful, overtaken, signal }
    // a post that broke while no server ran has no last good version: what is in the database may be much older
    const update = await updateSite(
      { ...folder, keepsLastGood: false, onServable: begin, vanished: allowsEmpty ? 'accept' : 'hold' },
      now,
      ledger,
    )
    for (const path of update.held) this.held.add(path)
    this.oddities.clear()
    for (const problem of update.oddities) this.oddities.set(problem.path, problem)
    this.#at.renew(now, update.paths)
  }

  /** Takes a change of the folder. */
  change(changes: Changes): void {
    const now = this.#options.clock()
    for (const path of changes.sources.keys()) this.#options.harmful.delete(path)
    this.#at.renew(now, apply(this.context, changes, now, { keepsLastGood: true }))
  }

  /**
   * Goes on after an error of the database.
   * @param ledger the rows that the ledger file has
   * @throws the error where it is none of the database
   */
  async recover(error: unknown, ledger: LedgerChange | undefined): Promise<void> {
    if (sqliteCode(error) === 0) throw error
    const { report, remembers, clock } = this.#options
    const reason = error instanceof Error ? error.message : String(error)
    report(`The site's database cannot be used any more (${reason}). It is made again from the posts.`)
    this.close()
    const place = placeOf(this.#options)
    const opening = remembers ? [() => openSiteDatabase(place), inMemory] : [inMemory]
    for (const open of opening) {
      this.#database = open()
      this.#at = this.#newSite()
      try {
        continueFrom(this.context.db, clock())
        await this.update(ledger)
        return await this.#filling
      } catch (again) {
        if (sqliteCode(again) === 0) throw again
        this.close()
      }
    }
  }

  /** Leaves posts that are not composed yet to the next run. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Stores what was served, for the next run. */
  close(): void {
    clearTimeout(this.#saving)
    try {
      this.#store()
    } catch {
      // a database that failed stores nothing more
    }
    this.#database.close()
  }

  #newSite(now = this.#options.clock()): SiteAt {
    return new SiteAt(this.context, now, (index) => this.#serve(index))
  }

  #serve(index: DocumentIndex): void {
    this.#served.set(index.path, index)
    if (this.#served.size >= MAX_UNSAVED) this.#save()
    this.#saving ??= setTimeout(() => this.#save(), SAVE_AFTER)
  }

  #save(): void {
    try {
      this.#store()
    } catch (error) {
      this.#options.onFailure(error)
    }
  }

  #store(): void {
    clearTimeout(this.#saving)
    this.#saving = undefined
    const served = [...this.#served.values()]
    this.#served.clear()
    const { db } = this.#database
    db.transaction(() => {
      for (const index of served) putServed(db, index)
      forgetServed(db)
    })
  }
}

function placeOf({ posts, site }: LiveSiteOptions): Place {
  return { folder: posts, purpose: 'serve', fingerprint: fingerprint(site) }
}
