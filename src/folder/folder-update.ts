/** An update of a site's database from its folder: what it works with, and what comes of it. */

import type { OnProgress } from '../base/progress.ts'
import type { Problem } from '../model.ts'
import type { Pool } from '../pool/pool.ts'
import type { LedgerChange } from '../site/apply.ts'
import type { Context } from '../site/database.ts'
import type { ReadPath } from './read-path.ts'
import type { SiteDatabaseFiles } from './site-database.ts'
import type { Vanished } from './vanished.ts'

export interface SiteFolder {
  readonly folder: string
  readonly context: Context
  /** The database, as other threads open it; undefined where it is in memory. */
  readonly files: SiteDatabaseFiles | undefined
  readonly keepsLastGood: boolean
  /** Workers for many posts. */
  readonly pool: Pool
  readonly onProgress?: OnProgress
  /** Is called when every feed and page can be served, though posts are still composed; absent: nobody waits for it. */
  readonly onServable?: () => void
  /** Ends the composing of posts early: the next update goes on with it. */
  readonly signal?: AbortSignal
  /** Paths of posts that are left out and reported. */
  readonly harmful?: ReadonlySet<string>
  /** What to do when most posts are gone: see vanished.ts. */
  readonly vanished: Vanished
  /** Paths of files that changed while they were read: they are reported again, and taken then. */
  readonly overtaken?: () => Promise<ReadonlySet<string>>
  /** Grows while posts are composed: paths of the posts that another change has brought up to date meanwhile. */
  readonly changed?: ReadonlySet<string>
}

export interface Update {
  /** What lies in the folder but is neither a post nor a file that a post can use. */
  readonly oddities: readonly Problem[]
  /** Files that were not as the database had them. */
  readonly changed: number
  /** Paths of the posts that are not as they were. */
  readonly paths: ReadonlySet<string>
  /** Whether posts that are gone stay in the database. */
  readonly isHeld: boolean
}

/** What an update found. */
export type Applied = Pick<Update, 'paths' | 'oddities'>

/** What changed besides posts that can be read. */
export interface Rest extends LedgerChange {
  readonly read: readonly ReadPath[]
  /** Paths of posts that are in their feeds and have to be composed. */
  readonly waiting: readonly string[]
}
