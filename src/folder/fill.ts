/**
 * Many changed posts: workers read and compose them, and this thread writes the database. A server can answer before all
 * are composed: everything is in its feeds by then, and what somebody asks for is composed at once. What a worker fails
 * at is done on this thread, where the post that is worked on is noted.
 */
import type { Instant } from '../model.ts'
import { Pool } from '../pool/pool.ts'
import {
  type ApplyOptions,
  beginFilling,
  type Changes,
  endFilling,
  lastInstant,
  publish,
  settle,
  takeFiles,
} from '../site/apply.ts'
import {
  type ComposedRows,
  composePost,
  forgetRendered,
  MAX_RENDERED,
  putComposed,
  removeComposed,
  rowsOf,
} from '../site/compose.ts'
import { type Context, list } from '../site/context.ts'
import type { Database } from '../site/database.ts'
import { type Applied, type Rest, readUnread, type SiteFolder, sourcesOf, stampsOf } from './folder-update.ts'
import { readPost, type StampedSource } from './read-post.ts'
import type { Scan } from './scan.ts'
import type { SiteDatabaseFiles } from './site-database.ts'

/** Posts that are composed before anything is served: the newest, which the main feed shows. */
const FIRST = 200

/** Entries that a first build keeps, which needs none itself: the next one shows them beside a changed post. */
const KEPT_BY_BUILDS = 2000

type FilledFolder = SiteFolder & { readonly files: SiteDatabaseFiles }

export async function fill(folder: FilledFolder, scan: Scan, rest: Rest, now: Instant): Promise<Applied> {
  if (folder.pool !== undefined) return fillWith(folder.pool, folder, scan, rest, now)
  const pool = new Pool({ runtime: 'child_process' })
  try {
    return await fillWith(pool, folder, scan, rest, now)
  } finally {
    await pool.close()
  }
}

async function fillWith(
  pool: Pool,
  folder: FilledFolder,
  scan: Scan,
  rest: Rest,
  now: Instant,
): Promise<Applied> {
  const { edited, oddities } = await takePosts(folder, pool, scan.posts)
  const { context, keepsLastGood } = folder
  const paths = context.db.transaction(() => {
    const sources = sourcesOf(scan.gone, [])
    for (const source of rest.leftOut) sources.set(source.path, source)
    const changes = { ...rest, sources, stamps: stampsOf(folder.folder, [], rest.files) }
    for (const path of takeFiles(context, changes, { keepsLastGood })) edited.add(path)
    return settle(context, { edited, files: [...scan.posts, ...scan.others, ...scan.gone] }, now)
  })
  const waiting = new Set(rest.waiting)
  const all = paths.union(waiting)
  await composePosts(folder, pool, { paths: all, waiting: waiting.difference(paths) }, now)
  forgetRendered(context.db)
  return { paths: all, oddities }
}

/** Reads the posts and notes what they say; returns the paths of those that came or were edited. */
async function takePosts(
  folder: FilledFolder,
  pool: Pool,
  posts: readonly string[],
): Promise<{ edited: Set<string>; oddities: Applied['oddities'] }> {
  const { context, keepsLastGood, onProgress = () => {}, overtaken = async () => new Set<string>() } = folder
  const options: ApplyOptions = { keepsLastGood }
  const edited = new Set<string>()
  const take = (sources: Changes['sources'], stamps: ReadonlyMap<string, string>) =>
    context.db.transaction(() => {
      beginFilling(context.db)
      for (const path of takeFiles(context, { sources, files: new Map(), stamps }, options)) edited.add(path)
    })
  const known: StampedSource[] = []
  for await (const read of readAll(folder, pool, posts)) {
    take(sourcesOf([], read), stampsOf(folder.folder, read, new Map()))
    known.push(...read.map(({ source: { path } }) => ({ source: { path, problems: [] } })))
    onProgress({ stage: 'read', done: known.length, total: posts.length })
  }
  const { read, problems } = await readUnread(folder, posts, known)
  take(sourcesOf([...(await overtaken())], read), new Map())
  return { edited, oddities: problems }
}

async function* readAll(
  { folder, context: { site, working = (_, action) => action() } }: FilledFolder,
  pool: Pool,
  posts: readonly string[],
): AsyncGenerator<readonly StampedSource[]> {
  const left = new Set(posts)
  try {
    for await (const read of pool.read({ folder, site, paths: posts })) {
      for (const { source } of read) left.delete(source.path)
      yield read
    }
  } catch {
    for (const path of left) {
      const read = working(path, () => readPost(folder, path, site))
      if (read !== undefined) yield [read]
    }
  }
}

const NOTHING: ReadonlySet<string> = new Set()

/** Composes posts, the newest first, and puts all of them into the feeds. */
async function composePosts(
  { context, files, onProgress = () => {}, onServable, signal, changed = NOTHING }: FilledFolder,
  pool: Pool,
  { paths, waiting }: { readonly paths: ReadonlySet<string>; readonly waiting: ReadonlySet<string> },
  now: Instant,
): Promise<void> {
  const { db } = context
  const [left, refused] = [new Set(paths), new Set<string>()]
  // where all posts are in their feeds already, they can be served at once
  let isServable = onServable !== undefined && paths.size === waiting.size
  if (isServable) {
    endFilling(db)
    onServable?.()
  }
  for await (const composed of composeAll(context, pool, { files, paths: newestFirst(db, paths), now })) {
    const current = composed.filter(({ path }) => !changed.has(path))
    putAll(db, current)
    for (const { path } of current) left.delete(path)
    for (const { path } of current.filter(({ isUsable }) => !isUsable)) refused.add(path)
    const done = paths.size - left.size
    onProgress({ stage: 'compile', done, total: paths.size })
    if (isServable && signal?.aborted) return
    if (onServable === undefined || isServable || done < FIRST) continue
    putIntoFeeds(context, new Set([...paths.difference(waiting), ...refused]), now)
    refused.clear()
    isServable = true
    onServable()
  }
  db.transaction(() => {
    for (const path of left.difference(changed)) removeComposed(db, path)
  })
  putIntoFeeds(context, isServable ? refused : paths, Math.max(now, lastInstant(db) ?? now))
}

function putAll(db: Database, composed: readonly ComposedRows[]): void {
  db.transaction(() => {
    for (const post of composed) putComposed(db, post)
  })
}

function putIntoFeeds(context: Context, paths: ReadonlySet<string>, now: Instant): void {
  context.db.transaction(() => {
    publish(context, paths, now)
    endFilling(context.db)
  })
}

async function* composeAll(
  context: Context,
  pool: Pool,
  task: { readonly files: SiteDatabaseFiles; readonly paths: readonly string[]; readonly now: Instant },
): AsyncGenerator<readonly ComposedRows[]> {
  const left = new Set(task.paths)
  try {
    const kept = pool.putsAside ? KEPT_BY_BUILDS : MAX_RENDERED
    for await (const composed of pool.compose({ ...task, site: context.site }, kept)) {
      for (const { path } of composed) left.delete(path)
      yield composed
    }
  } catch {
    for (const path of left) {
      const post = composePost(context, path, task.now)
      if (post !== undefined) yield [rowsOf(post, context, true)]
    }
  }
}

function newestFirst(db: Database, paths: Iterable<string>): string[] {
  const rows = db.all<{ path: string }>(
    'select path from post where path in (select value from json_each(?)) order by published desc, path',
    list(paths),
  )
  return rows.map(({ path }) => path)
}
