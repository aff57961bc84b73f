/** Brings a site's database up to date with its folder, on one thread or on all of them. */

import type { Ledger } from '../../identity/ledger.ts'
import type { Instant, MediaFile, Problem } from '../../model.ts'
import type { OnProgress } from '../../progress.ts'
import { type ApplyOptions, apply, publish, settle, takeFiles } from '../../site/apply.ts'
import { putComposed } from '../../site/compose.ts'
import type { Context } from '../../site/context.ts'
import type { ReadSource } from '../../site/read.ts'
import { readSource } from '../../site/read.ts'
import { hash } from '../hash.ts'
import { Pool } from '../pool/pool.ts'
import type { SiteDatabaseFiles } from '../site-database.ts'
import { readPaths } from './files.ts'
import { readPost, type StampedSource } from './read-post.ts'
import { type Scan, scanFolder } from './scan.ts'
import { stampAt } from './source-file.ts'

/** So many changed posts are read and composed sooner than workers are there. */
const FEW = 300

export interface SiteFolder {
  readonly folder: string
  readonly context: Context
  /** The database, as other threads open it; undefined where it is in memory. */
  readonly files: SiteDatabaseFiles | undefined
  readonly keepsLastGood: boolean
  readonly onProgress?: OnProgress
}

export interface Update {
  /** What lies in the folder but is neither a post nor a file that a post can use. */
  readonly oddities: readonly Problem[]
  /** Files that were not as the database had them. */
  readonly changed: number
}

/**
 * @param ledger the rows of the ledger file, where the database has others
 * @throws an Error in plain words if the folder is not there or not a folder
 */
export async function updateSite(site: SiteFolder, now: Instant, ledger?: Ledger): Promise<Update> {
  const scan = await scanFolder(site.folder, site.context.db)
  const others = await readPaths(site.folder, scan.others)
  const isLarge = scan.posts.length > FEW && site.files !== undefined
  const rest = { files: filesOf(scan, others.files), ...(ledger === undefined ? {} : { ledger }) }
  if (isLarge) await fill({ ...site, files: site.files }, scan, rest, now)
  else await applyHere(site, scan, rest, now)
  return { oddities: others.problems, changed: scan.posts.length + scan.others.length + scan.gone.length }
}

/** Changes of files besides posts. */
interface Rest {
  readonly files: ReadonlyMap<string, MediaFile | undefined>
  readonly ledger?: Ledger
}

function filesOf({ gone }: Scan, files: ReadonlyMap<string, MediaFile>): Map<string, MediaFile | undefined> {
  return new Map<string, MediaFile | undefined>([
    ...gone.map((path): [string, undefined] => [path, undefined]),
    ...files,
  ])
}

async function applyHere(
  { folder, context, ...site }: SiteFolder,
  scan: Scan,
  rest: Rest,
  now: Instant,
): Promise<void> {
  const read: StampedSource[] = []
  for (const path of scan.posts) {
    const source = readPost(folder, path, context.site)
    if (source !== undefined) read.push(source)
  }
  read.push(...(await unread(folder, context, scan.posts, read)))
  const changes = { sources: sourcesOf(scan.gone, read), stamps: stampsOf(folder, read, rest.files), ...rest }
  apply(context, changes, now, site)
}

/** Posts that cannot be read, with the reason. */
async function unread(
  folder: string,
  { site }: Context,
  paths: readonly string[],
  read: readonly StampedSource[],
): Promise<StampedSource[]> {
  const known = new Set(read.map(({ source }) => source.path))
  const missing = paths.filter((path) => !known.has(path))
  if (missing.length === 0) return []
  const { sources } = await readPaths(folder, missing)
  return [...sources.values()].map((source) => ({ source: readSource(source, site, hash) }))
}

function sourcesOf(
  gone: readonly string[],
  read: readonly StampedSource[],
): Map<string, ReadSource | undefined> {
  return new Map<string, ReadSource | undefined>([
    ...gone.map((path): [string, undefined] => [path, undefined]),
    ...read.map(({ source }): [string, ReadSource] => [source.path, source]),
  ])
}

function stampsOf(
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

/** Many posts: the workers read and compose, this thread writes. Nobody serves the database meanwhile. */
async function fill(
  {
    folder,
    context,
    files,
    keepsLastGood,
    onProgress = () => {},
  }: SiteFolder & { readonly files: SiteDatabaseFiles },
  scan: Scan,
  rest: Rest,
  now: Instant,
): Promise<void> {
  const { db, site } = context
  const options: ApplyOptions = { keepsLastGood }
  const pool = new Pool()
  try {
    const edited = new Set<string>()
    const take = (read: readonly StampedSource[], more: Partial<Rest> = {}) =>
      db.transaction(() => {
        const changes = {
          sources: sourcesOf([], read),
          files: new Map<string, MediaFile | undefined>(),
          stamps: stampsOf(folder, read, more.files ?? new Map()),
          ...more,
        }
        for (const path of takeFiles(context, changes, options)) edited.add(path)
      })
    const known: StampedSource[] = []
    let done = 0
    for await (const read of pool.read({ folder, site, paths: scan.posts })) {
      take(read)
      known.push(...read.map(({ source: { path } }) => ({ source: { path, problems: [] } })))
      done += read.length
      onProgress({ stage: 'read', done, total: scan.posts.length })
    }
    take(await unread(folder, context, scan.posts, known))
    const paths = db.transaction(() => {
      const sources = sourcesOf(scan.gone, [])
      const changes = { sources, stamps: stampsOf(folder, [], rest.files), ...rest }
      for (const path of takeFiles(context, changes, options)) edited.add(path)
      const all = [...scan.posts, ...scan.others, ...scan.gone]
      return settle(context, { edited, files: all }, now)
    })
    done = 0
    for await (const composed of pool.compose({ files, site, paths: [...paths], now })) {
      db.transaction(() => {
        for (const post of composed) putComposed(db, post)
      })
      done += composed.length
      onProgress({ stage: 'compile', done, total: paths.size })
    }
    db.transaction(() => publish(context, paths, now))
  } finally {
    await pool.close()
  }
}
