/** The Durable Object of a site: the one writer of its database. */

import { DurableObject } from 'cloudflare:workers'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../base/message.ts'
import { baseOf } from '../../base/paths.ts'
import { refuse } from '../../http/responses.ts'
import type { Instant, Site } from '../../model.ts'
import { cacheValue, type Database, first, setCacheValue } from '../../site/database.ts'
import { durableDatabase } from '../../site/drivers/durable-object.ts'
import { CACHE, createState, createTables, dropCache } from '../../site/schema.ts'
import type { SiteAt } from '../../site/site.ts'
import { siteVersion } from '../../site/versions.ts'
import { packDocument } from '../../snapshot/bytes.ts'
import { HEADERS, Refused } from '../webdav/messages.ts'
import { answerWebDav, createDavTables } from '../webdav/webdav.ts'
import { BucketSite } from './bucket-site.ts'
import { beginFilling } from './filling.ts'
import { answerOperator, type Operated } from './operator.ts'
import { beginListing, createPending, postCounts } from './pending.ts'
import type { Answer, Kind, SiteState, SiteStub } from './platform.ts'
import { clockOf, type Environment, type ObjectState } from './platform.ts'
import { DailyRows } from './rows.ts'

/** What is deployed with the code. */
export interface Deployed {
  readonly site: Site
  /** Another one whenever the code or the configuration is another. */
  readonly fingerprint: string
}

/** Requests to the bucket in one call: the free plan allows 50, a paid one 10,000. */
const OPERATIONS = 40

/** With fewer, not every step could be done. */
const FEWEST = 10

/** Posts that are read or composed in one call: some seconds of the 30 that a call may take. */
const POSTS = 500

/** Milliseconds between two alarms while there is work. */
const BREATH = 10

/** In milliseconds: the longest that a reader waits for the site to be made, and between two looks. */
const PATIENCE = 5_000
const LOOK = 100

/** The cache value that changes whenever the cache is emptied: versions begin anew then. */
const CACHE_ID = 'id'

const FINGERPRINT = 'fingerprint'
/** The version of the site that the hub has heard of. */
const ANNOUNCED = 'announced'

export class SiteObject extends DurableObject<Environment> implements Omit<SiteStub, 'fetch'> {
  readonly #state: ObjectState
  readonly #env: Environment
  readonly #db: Database
  readonly #site: Site
  readonly #fingerprint: string
  readonly #bucketSite: BucketSite
  readonly #operated: Operated
  #working: Promise<void> = Promise.resolve()
  #alarmAt: Instant | undefined

  constructor(state: ObjectState, env: Environment, { site, fingerprint }: Deployed) {
    super(state, env)
    this.#state = state
    this.#env = env
    this.#site = site
    this.#fingerprint = fingerprint
    const rows = new DailyRows(Number(env.ROWS_A_DAY ?? Number.POSITIVE_INFINITY))
    const db = durableDatabase(state.storage, rows.count)
    openTables(db, fingerprint)
    rows.recall(db)
    const { BUCKET: bucket, HUB: hub } = env
    this.#db = db
    this.#bucketSite = new BucketSite({ db, bucket, site, clock: clockOf(env), rows })
    this.#operated = { db, site: this.#bucketSite, bucket, hub, rows, failures: [] }
    this.#setAlarm()
  }

  async state(known?: string): Promise<SiteState> {
    const at = await this.#made()
    if (at === undefined) return postCounts(this.#db)
    const version = this.#version(siteVersion(this.#db))
    return version === known ? { version } : { version, value: JSON.stringify(at.manifest) }
  }

  /** @throws an Error while the site is not made yet */
  async answer(kind: Kind, path: string, tag?: string): Promise<Answer> {
    const at = await this.#made()
    if (at === undefined) throw new Error('The site is not made yet.')
    const version = this.#version(siteVersion(this.#db))
    if (kind === 'document') return { version, ...this.#document(at, path, tag) }
    const value = at[kind](path)
    return { version, ...(value === undefined ? {} : { value: JSON.stringify(value) }) }
  }

  #document(at: SiteAt, path: string, known: string | undefined): Omit<Answer, 'version'> {
    const tag = this.#version(at.versionOf(baseOf(path)))
    if (tag === known) return { tag, isSame: true }
    const document = at.document(path)
    if (document === undefined) return {}
    const { index, bytes } = packDocument({ ...document.index, ...document.bytes() })
    return { tag, value: JSON.stringify(index), bytes }
  }

  /** Waits for the site: a small one is made in a moment. */
  async #made(): Promise<SiteAt | undefined> {
    const end = Date.now() + PATIENCE
    const site = this.#bucketSite
    const isBusy = () => (site.next() ?? Number.POSITIVE_INFINITY) <= Date.now()
    while (site.at === undefined && isBusy() && Date.now() < end) await sleep(LOOK)
    return site.at
  }

  #version(number: number | undefined): string {
    return `${cacheValue(this.#db, CACHE_ID)} ${number}`
  }

  async report(keys: readonly string[], since?: Instant): Promise<void> {
    if (since !== undefined) this.#operated.queueLag = Math.max(0, Date.now() - since) / 1000
    this.#bucketSite.report(keys)
    await this.#work()
  }

  async reconcile(allowsEmpty: boolean): Promise<void> {
    this.#bucketSite.reconcile(allowsEmpty)
    await this.#work()
  }

  /** Makes the whole site again from the bucket. */
  async rebuild(): Promise<void> {
    this.#working = this.#working.then(() => {
      emptyCache(this.#db, this.#fingerprint)
      this.#bucketSite.reset()
    })
    await this.#work()
  }

  override async fetch(request: Request): Promise<Response> {
    try {
      return await this.#answer(request)
    } catch (error) {
      if (error instanceof Refused) return refuse(error.status, error.message, HEADERS)
      console.error(error)
      return refuse(500, 'Something went wrong here. Please try again later.', HEADERS)
    }
  }

  async #answer(request: Request): Promise<Response> {
    if (new URL(request.url).pathname.startsWith('/dav')) {
      const { BUCKET: bucket } = this.#env
      const report = async (keys: readonly string[], due?: Instant) => {
        this.#bucketSite.report(keys, due)
        if (due === undefined) await this.#work()
        else this.#setAlarm()
      }
      return answerWebDav(request, { db: this.#db, bucket, report })
    }
    return answerOperator(request, this.#operated, this)
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = undefined
    await this.#work()
  }

  /** One change after the other. A failure is noted, and the work is tried again later. */
  #work(): Promise<void> {
    const operations = Math.max(FEWEST, Number(this.#env.OPERATIONS ?? OPERATIONS))
    this.#working = this.#working
      .then(() => this.#bucketSite.work({ operations, posts: POSTS }))
      .then(() => this.#announce())
      .catch((error) => this.#note(error))
      .then(() => this.#setAlarm())
    return this.#working
  }

  /** Hands the feeds that changed since the last time to the hub. A failure is noted, and made up for later. */
  async #announce(): Promise<void> {
    const { at } = this.#bucketSite
    const version = siteVersion(this.#db)
    const known = cacheValue(this.#db, ANNOUNCED)
    if (this.#site.hubs.length === 0 || at === undefined || known === String(version)) return
    await this.#env.HUB.getByName('hub').changed(
      known === undefined ? undefined : at.changedSince(Number(known)),
    )
    setCacheValue(this.#db, ANNOUNCED, String(version))
  }

  #note(error: unknown): void {
    console.error(error)
    const message = messageOf(error)
    this.#operated.failures.push({ at: new Date(Date.now()).toISOString(), message })
    if (this.#operated.failures.length > 20) this.#operated.failures.shift()
  }

  /** Each setting of an alarm is a row written. */
  #setAlarm(): void {
    const next = this.#bucketSite.next()
    if (next === undefined || (this.#alarmAt !== undefined && this.#alarmAt <= next)) return
    this.#alarmAt = next
    void this.#state.storage.setAlarm(Math.max(next, Date.now() + BREATH))
  }
}

/** The cache is made again where code or configuration are others; the state stays. */
function openTables(db: Database, fingerprint: string): void {
  createState(db)
  createPending(db)
  createDavTables(db)
  const isThere = first(db, "select 1 from sqlite_master where name = 'cache_value'") !== undefined
  if (!isThere || cacheValue(db, FINGERPRINT) !== fingerprint) emptyCache(db, fingerprint)
}

function emptyCache(db: Database, fingerprint: string): void {
  db.transaction(() => {
    dropCache(db)
    createTables(db, CACHE)
    db.run('update entry set here = 0')
    db.run('delete from pending')
    setCacheValue(db, FINGERPRINT, fingerprint)
    setCacheValue(db, CACHE_ID, crypto.randomUUID())
    beginFilling(db)
    beginListing(db)
  })
}
