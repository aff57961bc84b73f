/** An update of a site's database: what it works with, and the changes that it reads. */

import type { OnProgress } from '../base/progress.ts'
import type { Ledger } from '../ids/ledger.ts'
import type { MediaFile, Problem } from '../model.ts'
import type { Pool } from '../pool/pool.ts'
import type { Context } from '../site/context.ts'
import type { Slugs } from '../site/kept-slugs.ts'
import { type ReadSource, readSource } from '../site/read.ts'
import { readPaths } from './files.ts'
import { withFirstDate } from './first-dates.ts'
import type { StampedSource } from './read-post.ts'
import type { SiteDatabaseFiles } from './site-database.ts'
import { stampAt } from './source-file.ts'
import type { Vanished } from './vanished.ts'

export interface SiteFolder {
  readonly folder: string
  readonly context: Context
  /** The database, as other threads open it; undefined where it is in memory. */
  readonly files: SiteDatabaseFiles | undefined
  readonly keepsLastGood: boolean
  /** Workers for many posts; absent: processes of their own. */
  readonly pool?: Pool
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
export interface Rest {
  readonly files: ReadonlyMap<string, MediaFile | undefined>
  readonly leftOut: readonly ReadSource[]
  /** Paths of posts that are in their feeds and have to be composed. */
  readonly waiting: readonly string[]
  readonly ledger?: Ledger
  readonly links?: string
  readonly slugs?: Slugs
}

/** Posts that cannot be read, with the reason; and what is no post, though it is named like one. */
export async function readUnread(
  { folder, context: { site, hash } }: Pick<SiteFolder, 'folder' | 'context'>,
  paths: readonly string[],
  read: readonly StampedSource[],
): Promise<{ read: StampedSource[]; problems: readonly Problem[] }> {
  const known = new Set(read.map(({ source }) => source.path))
  const { sources, problems } = await readPaths(
    folder,
    paths.filter((path) => !known.has(path)),
  )
  return {
    read: [...sources.values()].map((source) => ({
      source: readSource(withFirstDate(source, folder, site), site, hash),
    })),
    problems,
  }
}

export function sourcesOf(
  gone: readonly string[],
  read: readonly StampedSource[],
): Map<string, ReadSource | undefined> {
  return new Map<string, ReadSource | undefined>([
    ...gone.map((path): [string, undefined] => [path, undefined]),
    ...read.map(({ source }): [string, ReadSource] => [source.path, source]),
  ])
}

export function stampsOf(
  folder: string,
  read: readonly StampedSource[],
  files: ReadonlyMap<string, MediaFile | undefined>,
): Map<string, string> {
  const stamps = new Map<string, string>()
  for (const { source, stamp } of read) if (stamp !== undefined) stamps.set(source.path, stamp)
  for (const [path, file] of files) {
    const stamp = file && stampAt(folder, path)
    if (stamp !== undefined) stamps.set(path, stamp)
  }
  return stamps
}
