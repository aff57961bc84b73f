/**
 * The site of a posts folder, as build, check, diff and deploy read it: its database, brought up to date. What reads
 * and composes posts is most of the code, and is loaded only where something has changed (`read-site.ts`).
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { OnProgress } from '../base/progress.ts'
import { HOUSE } from '../build/target.ts'
import { loadConfig } from '../config/load.ts'
import { hash } from '../disk/hash.ts'
import { fingerprint } from '../folder/fingerprint.ts'
import { KeptLedger } from '../folder/kept-ledger.ts'
import { checkFolder } from '../folder/listing.ts'
import { peopleFiles } from '../folder/people-files.ts'
import { scanFolder } from '../folder/scan.ts'
import { DAMAGED, discard, openSiteDatabase, type SiteDatabase } from '../folder/site-database.ts'
import { openTemporary } from '../folder/temporary-database.ts'
import type { Vanished } from '../folder/vanished.ts'
import type { Instant, Site } from '../model.ts'
import { Pool } from '../pool/pool.ts'
import { otherHubs } from '../push/addresses.ts'
import { isOfNow } from '../site/clock.ts'
import { type Context, setStateValue, stateValue } from '../site/database.ts'
import { isDamaged } from '../site/drivers/node.ts'
import { forgetEntries, hasEntries } from '../site/entries.ts'
import type { CommonOptions } from './options.ts'
import { rememberedSummary, type Summary } from './summary.ts'

export interface ReadSite {
  readonly now: Instant
  readonly summary: Summary
}

export interface OpenedSite {
  readonly context: Context
  readonly database: SiteDatabase
  readonly pool: Pool
  readonly ledger: KeptLedger
  /** Brings the database up to date with the folder. */
  read(): Promise<ReadSite>
}

export interface OpenOptions extends CommonOptions {
  /** The file of the state, for a build; absent: nothing is remembered. */
  readonly state?: string
  /** The folder of builds that a look starts from. */
  readonly builds?: string
  /** What to do when most posts are gone; absent: report it. */
  readonly vanished?: Vanished
  readonly onProgress?: OnProgress
}

export function stateIn(out: string): string {
  return join(out, HOUSE, 'state.db')
}

/** The name of the value in the state that names the folder of its entries. */
const FOLDER = 'folder'

/**
 * Uses the site of a folder; once more from the beginning where the database turns out to be damaged.
 * @param url the site's address where the configuration has none
 * @throws an Error in plain words if the folder or its ledger of ids cannot be used
 */
export async function withSite<T>(
  options: OpenOptions,
  url: string,
  use: (opened: OpenedSite) => Promise<T>,
): Promise<T> {
  const { siteAt } = await loadConfig(options.config)
  const configured = siteAt(url)
  // only a running server has a hub of its own
  const site = await withPeople({ ...configured, hubs: otherHubs(configured) }, options.posts)
  await checkFolder(options.posts)
  const database = openDatabase(options, fingerprint(site))
  try {
    return await useDatabase(database, site, options, use)
  } catch (error) {
    if (!isDamaged(error)) throw error
  } finally {
    database.close()
  }
  if (database.files !== undefined) discard(database.files)
  console.error(DAMAGED)
  const fresh = options.state === undefined ? openTemporary() : openDatabase(options, fingerprint(site))
  return useDatabase(fresh, site, options, use).finally(() => fresh.close())
}

/** With the authors of the folder, where it has a file of them. */
async function withPeople(site: Site, posts: string): Promise<Site> {
  if (!peopleFiles(posts).some((file) => existsSync(file))) return site
  const people = await import('../folder/people.ts')
  return people.withPeople(site, posts)
}

async function useDatabase<T>(
  database: SiteDatabase,
  site: Site,
  options: OpenOptions,
  use: (opened: OpenedSite) => Promise<T>,
): Promise<T> {
  const { posts, state, vanished = 'hold', onProgress = () => {} } = options
  const context: Context = { db: database.db, site, hash }
  const { files } = database
  const isBuild = state !== undefined && files !== undefined
  const pool = new Pool({ runtime: 'worker_threads', ...(isBuild ? { scratch: files.cache } : {}) })
  const ledger = new KeptLedger(posts, { db: () => database.db, links: site.links })
  // a state that belongs to another folder
  const home = hash(resolve(posts))
  if ((stateValue(database.db, FOLDER) ?? home) !== home) forgetEntries(database.db)
  setStateValue(database.db, FOLDER, home)
  const isKnown = state !== undefined && hasEntries(database.db)
  const read = async (): Promise<ReadSite> => {
    const now = options.now ?? Date.now()
    // a look goes by the file alone, since a build elsewhere has nothing else
    const change = await (state === undefined ? ledger.fileAlone() : ledger.changed())
    const scan = await scanFolder(posts, context.db)
    const isSame = [scan.posts, scan.others, scan.gone].every((paths) => paths.length === 0)
    const isKnownSite = isSame && ledger.isThere && change === undefined && isOfNow(context.db, now)
    const known = isKnownSite ? rememberedSummary(context.db) : undefined
    if (known !== undefined) return { now, summary: known }
    const { readSite } = await import('./read-site.ts')
    const folder = { folder: posts, context, files, pool, keepsLastGood: false, vanished, onProgress }
    const isMissing = !ledger.isThere && !isKnown
    const summary = await readSite(folder, { now, change, scan, isMissing, ledger, config: options.config })
    return { now, summary }
  }
  return use({ context, database, pool, ledger, read }).finally(() => pool.close())
}

/**
 * The database of builds for a build. A look must not change it, so it gets a copy of what the last build or server
 * has composed, and a look at another instant an empty one.
 */
function openDatabase(options: OpenOptions, fingerprint: string): SiteDatabase {
  const { posts: folder, state, builds = 'dist', now } = options
  if (now !== undefined) return openTemporary()
  if (state !== undefined) return openSiteDatabase({ folder, purpose: 'build', fingerprint, state })
  return openTemporary([
    { folder, purpose: 'build', fingerprint, state: stateIn(builds) },
    { folder, purpose: 'serve', fingerprint },
  ])
}
