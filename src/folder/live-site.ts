/**
 * The site of a folder in its database, while a server runs. A database that fails is opened again, or kept in memory,
 * and brought up to date with the folder.
 */

import { messageOf } from '../base/message.ts'
import { hash } from '../disk/hash.ts'
import type { Instant, Problem, Site, Working } from '../model.ts'
import type { Pool } from '../pool/pool.ts'
import type { LedgerChange } from '../site/apply.ts'
import { apply, type Changes } from '../site/apply.ts'
import { continueFrom } from '../site/clock.ts'
import type { Context } from '../site/database.ts'
import { allDiagnostics } from '../site/diagnostics.ts'
import { isUnreadable, sqliteCode } from '../site/drivers/node.ts'
import { SiteAt } from '../site/site.ts'
import type { Change } from '../watch/watch.ts'
import { serverPlace } from './fingerprint.ts'
import { ServedDocuments } from './served-documents.ts'
import { discard, inMemory, openSiteDatabase, type SiteDatabase } from './site-database.ts'
import { updateSite } from './site-folder.ts'
import { vanishedPosts, vanishedProblem } from './vanished.ts'

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
  /** Workers for many posts, which end when these are composed. */
  readonly pool: Pool
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

export interface LiveSiteOptions extends LiveOptions {
  /** Paths of files that changed while they were read: they come again. */
  readonly overtaken: () => Promise<ReadonlySet<string>>
  /** Is called with an error of the database that nobody waits for. */
  readonly onFailure: (error: unknown) => void
}

export class LiveSite {
  /** What lies in the folder but is neither a post nor a file that a post can use, by path. */
  readonly oddities = new Map<string, Problem>()
  /** Whether posts that are gone stay as they were: see vanished.ts. */
  isHeld = false
  readonly #options: LiveSiteOptions
  readonly #harmful: Set<string>
  #database: SiteDatabase
  #at: SiteAt
  #filling: Promise<void> = Promise.resolve()
  #isWhole = true
  /** Paths of the posts that changed while others were still composed. */
  readonly #changed = new Set<string>()
  #stopping = new AbortController()
  readonly #served: ServedDocuments

  /** Opens the database of the folder; {@link update} fills it. */
  constructor(options: LiveSiteOptions) {
    this.#options = options
    this.#harmful = new Set(options.harmful)
    this.#database = options.remembers ? openSiteDatabase(serverPlace(options)) : inMemory()
    if (this.#database.notice !== undefined) this.#report(this.#database.notice)
    this.#served = new ServedDocuments(() => this.#database.db, options.onFailure)
    this.#at = this.#newSite()
  }

  #report(message: string): void {
    this.#options.events.failed(new Error(message))
  }

  get context(): Context {
    const { site, working } = this.#options
    return { db: this.#database.db, site, hash, working }
  }

  get isOnDisk(): boolean {
    return this.#database.files !== undefined
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

  /** Settles when all posts are composed, or when that has failed. */
  get filling(): Promise<void> {
    return this.#filling
  }

  /**
   * Brings the site up to date with the folder; resolves when everything can be served.
   * @param ledger the rows of the ledger file, where the database has others
   * @throws an Error in plain words if the folder is not there or not a folder
   */
  async update(ledger: LedgerChange | undefined, keepsLastGood: boolean): Promise<void> {
    await this.#filling.catch(() => {})
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#isWhole = false
    this.#changed.clear()
    this.#filling = this.#fill(ledger, keepsLastGood, resolve).finally(() => {
      this.#isWhole = true
    })
    await Promise.race([promise, this.#filling])
  }

  async #fill(
    ledger: LedgerChange | undefined,
    keepsLastGood: boolean,
    onServable: () => void,
  ): Promise<void> {
    const { posts: folder, clock, pool, overtaken, allowsEmpty } = this.#options
    const now = clock()
    const begin = () => {
      this.#at = this.#newSite(now)
      onServable()
    }
    const { context } = this
    const update = await updateSite(
      {
        ...{
          folder,
          context,
          files: this.#database.files,
          pool,
          harmful: this.#harmful,
          overtaken,
          keepsLastGood,
        },
        ...{ signal: this.#stopping.signal, changed: this.#changed, onServable: begin },
        vanished: allowsEmpty ? 'accept' : 'hold',
      },
      now,
      ledger,
    ).finally(() => pool.close())
    this.isHeld = update.isHeld
    this.oddities.clear()
    for (const problem of update.oddities) this.oddities.set(problem.path, problem)
    this.#at.renew(now, update.paths)
    // posts that were composed meanwhile may have been so without what changed
    if (this.#changed.size > 0) this.change({ sources: new Map(), files: new Map(), looksAtAll: true })
  }

  /** Takes a change of the folder. */
  change(changes: Changes): void {
    const now = this.#options.clock()
    for (const path of changes.sources.keys()) this.#harmful.delete(path)
    const paths = apply(this.context, changes, now, { keepsLastGood: true })
    if (!this.#isWhole) for (const path of [...changes.sources.keys(), ...paths]) this.#changed.add(path)
    this.#at.renew(now, paths)
  }

  /** Changes nothing, since the folder is gone. */
  hold(): void {
    const vanished = vanishedPosts(this.#database.db, undefined, 0)
    if (vanished === undefined) return
    this.isHeld = true
    this.oddities.set('', vanishedProblem(vanished))
  }

  /**
   * Goes on after an error of the database.
   * @param ledger the rows that the ledger file has
   * @throws the error where it is none of the database
   */
  async recover(error: unknown, ledger: LedgerChange | undefined): Promise<void> {
    if (sqliteCode(error) === 0) throw error
    const { remembers, clock } = this.#options
    const reason = messageOf(error)
    this.#report(`The site's database cannot be used any more (${reason}). It is made again from the posts.`)
    this.stop()
    await this.#filling.catch(() => {})
    this.close()
    this.#stopping = new AbortController()
    const { files } = this.#database
    const reopen = () => {
      if (files !== undefined && isUnreadable(error)) discard(files)
      return openSiteDatabase(serverPlace(this.#options))
    }
    const opening = remembers ? [reopen, inMemory] : [inMemory]
    for (const open of opening) {
      this.#database = open()
      this.#at = this.#newSite()
      try {
        continueFrom(this.context.db, clock())
        await this.update(ledger, false)
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
    try {
      this.#served.store()
    } catch {
      // a database that failed stores nothing more
    }
    this.#database.close()
  }

  #newSite(now = this.#options.clock()): SiteAt {
    return new SiteAt(this.context, now, (index) => this.#served.add(index))
  }
}
