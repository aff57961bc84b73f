/**
 * Many changed posts: workers read and compose them, and this thread writes the database. A server can answer before all
 * are composed: everything is in its feeds by then, and what is asked for is composed at once. What a worker fails
 * at is done on this thread, where the post that is worked on is noted.
 */
import { persistently } from '../disk/transient.ts'
import type { Instant, Problem } from '../model.ts'
import type { Pool } from '../pool/pool.ts'
import { type ApplyOptions, publish, settle, takeFiles } from '../site/apply.ts'
import { lastInstant } from '../site/clock.ts'
import {
  type ComposedRows,
  composePost,
  forgetRendered,
  MAX_RENDERED,
  putComposed,
  removeComposed,
  rowsOf,
} from '../site/compose.ts'
import { type Context, type Database, list } from '../site/database.ts'
import type { Applied, Rest, SiteFolder } from './folder-update.ts'
import { changesOf, problemsOf, type ReadPath, readPath } from './read-path.ts'
import type { Scan } from './scan.ts'
import { beginFilling, endFilling, type SiteDatabaseFiles } from './site-database.ts'

/** Posts that are composed before anything is served: the newest, which the main feed shows. */
const FIRST = 200

type FilledFolder = SiteFolder & { readonly files: SiteDatabaseFiles }

export async function fill(folder: FilledFolder, scan: Scan, rest: Rest, now: Instant): Promise<Applied> {
  const { edited, oddities } = await takePosts(folder, scan.posts)
  const { context, keepsLastGood } = folder
  const paths = context.db.transaction(() => {
    const changes = { ...rest, ...changesOf(rest.read, scan.gone) }
    for (const path of takeFiles(context, changes, { keepsLastGood })) edited.add(path)
    return settle(context, { edited, files: [...scan.posts, ...scan.others, ...scan.gone] }, now)
  })
  const waiting = new Set(rest.waiting)
  const all = paths.union(waiting)
  await composePosts(folder, { paths: all, waiting: waiting.difference(paths) }, now)
  forgetRendered(context.db)
  return { paths: all, oddities }
}

/** Reads the posts and notes what they say; returns the paths of those that came or were edited. */
async function takePosts(
  folder: FilledFolder,
  posts: readonly string[],
): Promise<{ edited: Set<string>; oddities: Applied['oddities'] }> {
  const { context, keepsLastGood, onProgress = () => {}, overtaken = async () => new Set<string>() } = folder
  const options: ApplyOptions = { keepsLastGood }
  const edited = new Set<string>()
  const take = (read: readonly ReadPath[], gone: Iterable<string>) =>
    context.db.transaction(() => {
      beginFilling(context.db)
      for (const path of takeFiles(context, changesOf(read, gone), options)) edited.add(path)
    })
  const oddities: Problem[] = []
  let done = 0
  for await (const read of readAll(folder, posts)) {
    take(read, [])
    oddities.push(...problemsOf(read))
    done += read.length
    onProgress({ stage: 'read', done, total: posts.length })
  }
  take([], await overtaken())
  return { edited, oddities }
}

function readAll(
  { folder, pool, context: { site, working = (_, action) => action() } }: FilledFolder,
  paths: readonly string[],
): AsyncGenerator<readonly ReadPath[]> {
  const readHere = async (path: string) => [
    await persistently(() => working(path, () => readPath(folder, path, site))),
  ]
  return orHere(paths, pool.read({ folder, site, paths }), readHere)
}

/** What workers do; once one has failed, the rest is done on this thread. */
async function* orHere<Done extends { readonly path: string }>(
  paths: readonly string[],
  byWorkers: AsyncIterable<readonly Done[]>,
  here: (path: string) => Promise<readonly Done[]>,
): AsyncGenerator<readonly Done[]> {
  const left = new Set(paths)
  try {
    for await (const done of byWorkers) {
      for (const { path } of done) left.delete(path)
      yield done
    }
  } catch {
    for (const path of left) yield here(path)
  }
}

const NOTHING: ReadonlySet<string> = new Set()

/** Composes posts, the newest first, and puts all of them into the feeds. */
async function composePosts(
  { context, files, pool, onProgress = () => {}, onServable, signal, changed = NOTHING }: FilledFolder,
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

function composeAll(
  context: Context,
  pool: Pool,
  task: { readonly files: SiteDatabaseFiles; readonly paths: readonly string[]; readonly now: Instant },
): AsyncGenerator<readonly ComposedRows[]> {
  const composeHere = async (path: string) => {
    const post = composePost(context, path, task.now)
    return post === undefined ? [] : [rowsOf(post, context, true)]
  }
  return orHere(task.paths, pool.compose({ ...task, site: context.site }, MAX_RENDERED), composeHere)
}

function newestFirst(db: Database, paths: Iterable<string>): string[] {
  const rows = db.all<{ path: string }>(
    'select path from post where path in (select value from json_each(?)) order by published desc, path',
    list(paths),
  )
  return rows.map(({ path }) => path)
}
