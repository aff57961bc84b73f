/** Keeps the database of a site up to date with its bucket, in steps that fit into the limits of one call. */
import { setTimeout as sleep } from 'node:timers/promises'
import { hash } from '../../disk/hash.ts'
import { LEDGER_NAME } from '../../ids/ledger-file.ts'
import type { Instant, Site } from '../../model.ts'
import { apply, type Changes, type LedgerChange } from '../../site/apply.ts'
import { lastInstant } from '../../site/clock.ts'
import type { Context, Database } from '../../site/database.ts'
import { forgetServed } from '../../site/documents.ts'
import { unmeasuredFiles } from '../../site/files.ts'
import { nextTurn, waitingPosts } from '../../site/posts.ts'
import { SiteAt } from '../../site/site.ts'
import {
  COMPOSED_AT_ONCE,
  composeMore,
  composeNewest,
  publishNext,
  settleAll,
  stageOf,
  take,
} from './filling.ts'
import { type Budget, changesOf, type Item, measureFile, noteOddities, readKeys } from './items.ts'
import { isLedgerBehind, readLedger, SAVE_AFTER, saveLedger } from './ledger-object.ts'
import {
  beginListing,
  duePending,
  isListing,
  listPage,
  nextPending,
  type Pending,
  putPending,
  removePending,
} from './pending.ts'
import type { Bucket } from './platform.ts'
import type { DailyRows } from './rows.ts'

export interface BucketSiteOptions {
  readonly db: Database
  readonly bucket: Bucket
  readonly site: Site
  /** At which instant the site is shown. */
  readonly clock: () => Instant
  readonly rows: DailyRows
}

/** Keys that are read for one change, at most. */
const BATCH = 40

/** In milliseconds, after something failed. */
const PAUSE = 30_000

/** Notes in the bucket that the site has been served: a new object dates its feeds by it. */
const SERVED = '.dropfeed-served'

const NOTE =
  'The feeds of this bucket are being served. If the database is lost, this keeps dates from going back.\n'

export class BucketSite {
  readonly context: Context
  readonly #options: BucketSiteOptions
  /** The site as it is served; undefined until the newest posts are composed. */
  at: SiteAt | undefined
  #saveAt: Instant | undefined
  #retryAt: Instant | undefined

  constructor(options: BucketSiteOptions) {
    const { db, site, clock } = options
    this.#options = options
    this.context = { db, site, hash }
    if (stageOf(db) !== undefined) return
    this.at = new SiteAt(this.context, clock())
    if (isLedgerBehind(db)) this.#saveAt = Date.now()
  }

  /** To be called when the cache was emptied. */
  reset(): void {
    this.at = undefined
    this.#saveAt = undefined
    this.#retryAt = undefined
  }

  /** Notes keys that have changed. @param due when they are looked at; absent: as soon as possible */
  report(paths: Iterable<string>, due: Instant = Date.now()): void {
    const { db } = this.#options
    db.transaction(() => {
      for (const path of paths) putPending(db, path, due)
    })
  }

  reconcile(allowsEmpty: boolean): void {
    beginListing(this.#options.db, allowsEmpty)
    this.#retryAt = undefined
  }

  /** When there is something to do next; 0: now. */
  next(): Instant | undefined {
    const { db, rows, clock } = this.#options
    const isMaking = stageOf(db) !== undefined || isListing(db)
    const hasMore = isMaking || waitingPosts(db, 1).length > 0 || unmeasuredFiles(db).length > 0
    const background = hasMore ? (rows.pausedUntil() ?? 0) : undefined
    const turn = this.at === undefined ? undefined : nextTurn(db, lastInstant(db) ?? clock())
    const due = this.at === undefined ? undefined : nextPending(db)
    const instants = [background, turn, due, this.#saveAt].filter((instant) => instant !== undefined)
    if (instants.length === 0) return undefined
    return Math.max(Math.min(...instants), this.#retryAt ?? 0)
  }

  /** Goes on until nothing is to be done now, or the budget is spent. */
  async work(budget: Budget): Promise<void> {
    const { db, rows } = this.#options
    this.#retryAt = undefined
    try {
      // requests that came meanwhile are answered between the steps
      while (budget.operations > 0 && budget.posts > 0 && (await this.#step(budget))) await sleep(0)
    } catch (error) {
      this.#retryAt = Date.now() + PAUSE
      throw error
    } finally {
      rows.store(db)
    }
  }

  /** @returns whether there may be more to do */
  async #step(budget: Budget): Promise<boolean> {
    if (this.at !== undefined && (await this.#keepUp(this.at, budget))) return true
    const { db, rows, clock } = this.#options
    if (rows.pausedUntil() !== undefined) return false
    if (isListing(db)) return this.#list(budget)
    switch (stageOf(db)) {
      case 'read':
        return (await this.#read(budget)) || this.#settle(budget)
      case 'compose':
        budget.posts -= COMPOSED_AT_ONCE
        composeNewest(this.context, clock())
        return true
      case 'publish':
        budget.posts -= COMPOSED_AT_ONCE
        publishNext(this.context, clock())
        return stageOf(db) !== undefined || this.#begin()
      default:
        return this.#compose(budget) || this.#measure(budget)
    }
  }

  /** Takes what was reported, what the clock changes, and the ledger. */
  async #keepUp(at: SiteAt, budget: Budget): Promise<boolean> {
    const { db, clock } = this.#options
    const due = this.#due(budget)
    if (due.length > 0) await this.#take(at, due, budget)
    else if ((nextTurn(db, lastInstant(db) ?? clock()) ?? Number.MAX_VALUE) <= clock()) this.#apply(at, [])
    else if ((this.#saveAt ?? Number.MAX_VALUE) <= Date.now()) await this.#save(budget)
    else return false
    return true
  }

  #due({ operations, posts }: Budget): Pending[] {
    return duePending(this.#options.db, Date.now(), Math.min(operations, posts, BATCH))
  }

  async #take(at: SiteAt, due: readonly Pending[], budget: Budget): Promise<void> {
    const { db, bucket } = this.#options
    const ledger = due.some(({ path }) => path === LEDGER_NAME) ? await this.#readLedger(budget) : undefined
    const items = await readKeys(db, bucket, due, budget)
    this.#apply(at, items, ledger)
    removePending(db, items)
  }

  #apply(at: SiteAt, items: readonly Item[], more: Partial<Changes> = {}): void {
    const { db, clock } = this.#options
    const now = clock()
    const changes = { ...changesOf(items, this.context), ...more }
    at.renew(now, apply(this.context, changes, now, { keepsLastGood: true }))
    noteOddities(db, items)
    if (isLedgerBehind(db)) this.#saveAt ??= Date.now() + SAVE_AFTER
  }

  #readLedger(budget: Budget): Promise<LedgerChange | undefined> {
    const { db, bucket } = this.#options
    budget.operations -= 1
    return readLedger(db, bucket, this.at !== undefined)
  }

  async #save(budget: Budget): Promise<void> {
    budget.operations -= 1
    this.#saveAt = undefined
    if (!(await saveLedger(this.context, this.#options.bucket))) this.report([LEDGER_NAME])
  }

  async #list(budget: Budget): Promise<true> {
    const { db, bucket } = this.#options
    budget.operations -= 1
    await listPage(db, bucket)
    if (isListing(db)) return true
    if (this.at !== undefined) this.report([LEDGER_NAME])
    forgetServed(db)
    return true
  }

  async #read(budget: Budget): Promise<boolean> {
    const due = this.#due(budget)
    if (due.length === 0) return false
    const { db, bucket } = this.#options
    take(this.context, await readKeys(db, bucket, due, budget))
    return true
  }

  async #settle(budget: Budget): Promise<true> {
    const { bucket, clock } = this.#options
    budget.operations -= 1
    const [ledger, served] = [await this.#readLedger(budget), await bucket.head(SERVED)]
    if (served === null) await bucket.put(SERVED, new TextEncoder().encode(NOTE))
    settleAll(this.context, { ledger, wasServed: served !== null }, clock())
    return true
  }

  #begin(): true {
    this.at = new SiteAt(this.context, this.#options.clock())
    this.#saveAt = Date.now()
    return true
  }

  #compose(budget: Budget): boolean {
    const now = this.#options.clock()
    budget.posts -= COMPOSED_AT_ONCE
    const paths = composeMore(this.context, now)
    this.at?.renew(now, paths)
    return paths.length > 0
  }

  async #measure(budget: Budget): Promise<boolean> {
    const { db, bucket } = this.#options
    const [file] = unmeasuredFiles(db)
    if (file === undefined || this.at === undefined) return false
    budget.posts -= COMPOSED_AT_ONCE
    const measured = await measureFile(db, bucket, file, budget)
    if (measured !== undefined) this.#apply(this.at, [], measured)
    return true
  }
}
