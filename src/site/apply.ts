/** A change of the folder, from its files to the feeds: one transaction. */
import { sectionsOf } from '../feeds/feeds.ts'
import type { Ledger } from '../ids/ledger.ts'
import type { Instant, MediaFile } from '../model.ts'
import { renewPages, touchPages } from './archive.ts'
import { lastInstant, setLastInstant } from './clock.ts'
import { compose, keepRendered } from './compose.ts'
import type { Context, Database } from './database.ts'
import { putDiagnostics } from './diagnostics.ts'
import { takeLedger, takeLinks } from './entries.ts'
import { feedNumber, renewFeeds } from './feeds.ts'
import { hasPostFile, putMediaFile, putPostFile, putStamp, removeFile } from './files.ts'
import { identify } from './identify.ts'
import { enrol } from './memberships.ts'
import { assignPermalinks } from './permalinks.ts'
import { allPaths, hasPost, keptPaths, putPost, removePost, updatedBetween } from './posts.ts'
import type { ReadSource } from './read-source.ts'
import { keyOfAddress, keysOf, outdated } from './references.ts'
import { type Slugs, takeSlugs } from './slugs.ts'
import {
  type Position,
  setSiteVersion,
  siteVersion,
  touchAll,
  touchBeside,
  touchPosts,
  touchTurned,
} from './versions.ts'

/** What of the folder is not as it was, by path; undefined is what has gone. */
export interface Changes {
  readonly sources: ReadonlyMap<string, ReadSource | undefined>
  readonly files: ReadonlyMap<string, MediaFile | undefined>
  /** Paths of posts that have to be composed though they are as they were. */
  readonly waiting?: readonly string[]
  /** Whether every post is looked at that names something: it may have been composed before what it names changed. */
  readonly looksAtAll?: boolean
  /** What the folder compares to see that a file is unchanged. */
  readonly stamps?: ReadonlyMap<string, string>
  /** The rows of the ledger file, where they are not those of the `entry` table. */
  readonly ledger?: Ledger
  /** The template by which the posts in that file got their permalinks. */
  readonly links?: string
  /** Slugs that several names ask for, as that file has them. */
  readonly slugs?: Slugs
}

/** Rows of a ledger file that the `entry` table has to take. */
export type LedgerChange = Pick<Changes, 'ledger' | 'links' | 'slugs'>

export interface ApplyOptions {
  /** Whether the last good version of a post stands in for one that has become unusable. */
  readonly keepsLastGood: boolean
}

/**
 * Brings the site up to date with the folder, as it is from an instant on.
 * @returns paths of the posts that are not as they were
 */
export function apply(
  context: Context,
  changes: Changes,
  now: Instant,
  options: ApplyOptions,
): ReadonlySet<string> {
  return context.db.transaction(() => {
    const edited = takeFiles(context, changes, options)
    const files = [...changes.sources.keys(), ...changes.files.keys()]
    const paths = settle(context, { edited, files, looksAtAll: changes.looksAtAll }, now)
    for (const path of changes.waiting ?? []) paths.add(path)
    for (const path of paths) compose(context, path, now, options.keepsLastGood)
    publish(context, paths, now)
    return paths
  })
}

/** The files that were taken. */
export interface Taken {
  /** Paths of the posts that came, went or were edited. */
  readonly edited: ReadonlySet<string>
  /** Paths of all files that are not as they were. */
  readonly files: Iterable<string>
  /** See {@link Changes}. */
  readonly looksAtAll?: boolean | undefined
}

/** Gives the posts their ids and addresses; returns the paths of those that have to be composed. */
export function settle(
  context: Context,
  { edited, files, looksAtAll = false }: Taken,
  now: Instant,
): Set<string> {
  const last = lastInstant(context.db)
  const moved = assignPermalinks(context, identify(context, edited, now))
  const keys = [...files, ...moved.paths].flatMap(keysOf)
  for (const address of moved.addresses) keys.push(keyOfAddress(address, context))
  const stale = outdated(context, keys, now, looksAtAll || (last !== undefined && now < last))
  return new Set([...moved.paths, ...stale, ...updatesDue(context.db, last, now)])
}

/** Puts posts that have been composed into the feeds. */
export function publish(context: Context, paths: ReadonlySet<string>, now: Instant): void {
  const { db, site, hash } = context
  const last = lastInstant(db)
  const version = siteVersion(db) + 1
  const sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
  const changes = enrol(context, sections, paths, now)
  renewFeeds(context, sections, changes, { version, now: last === undefined ? undefined : now })
  const main = feedNumber(db, 'main', '', '')
  const change = changes.get(main)
  if (site.feeds.archive && change !== undefined) renewPages(db, main, change, site.feeds, version)
  touchPosts(db, paths, version)
  touchShown(db, main, change?.positions ?? [], { now, version })
  const turned = last === undefined ? 0 : turn(db, main, { last, now, version })
  if (last === undefined || paths.size + turned > 0) setSiteVersion(db, version)
  setLastInstant(db, now)
}

/**
 * Puts some of the posts of a new site into the feeds.
 * @param isLast whether all are in their feeds then: until that, no feed counts as changed
 */
export function publishSome(
  context: Context,
  paths: ReadonlySet<string>,
  now: Instant,
  isLast: boolean,
): void {
  const isNew = lastInstant(context.db) === undefined
  publish(context, paths, now)
  if (isNew && !isLast) setLastInstant(context.db, undefined)
}

/** Marks what the clock changes as changed; returns how much that is. */
function turn(db: Database, main: number, times: { last: Instant; now: Instant; version: number }): number {
  const { last, now, version } = times
  if (now < last) touchAll(db, version)
  if (now <= last) return last - now
  const { paths, changes } = touchTurned(db, times)
  touchShown(db, main, changes.get(main)?.positions ?? [], times)
  return paths.length
}

/** Marks what shows posts at some places of the main feed, besides the feed, as changed. */
function touchShown(
  db: Database,
  main: number,
  positions: readonly Position[],
  at: { now: Instant; version: number },
): void {
  touchBeside(db, main, positions, at)
  touchPages(db, positions, at.version)
}

/** Notes the sources and files; returns the paths of the posts that came, went or were edited. */
export function takeFiles(
  context: Context,
  { sources, files, stamps = new Map(), ledger, links, slugs = {} }: Changes,
  options: ApplyOptions,
): Set<string> {
  const { db } = context
  // without last good versions, those that stand in for posts now are none any more
  const edited = new Set(options.keepsLastGood ? [] : keptPaths(db))
  for (const [path, source] of sources) if (takeSource(context, path, source, options)) edited.add(path)
  for (const [path, file] of files) {
    if (file !== undefined) putMediaFile(db, file)
    else if (sources.get(path) === undefined) removeFile(db, path)
  }
  for (const [path, stamp] of stamps) putStamp(db, path, stamp)
  // a build copies the files again, and has the redirects of the ledger, though no post may change
  if (files.size > 0 || ledger !== undefined) setSiteVersion(db, siteVersion(db) + 1)
  if (ledger === undefined) return edited
  const moved = takeLedger(context, ledger)
  const hasOtherRules = [links !== undefined && takeLinks(db, links), takeSlugs(db, slugs)].includes(true)
  const again = hasOtherRules ? allPaths(db) : moved.filter((path) => hasPost(db, path))
  return new Set([...edited, ...again])
}

/** @returns whether the post or its file is another one than before */
function takeSource(
  context: Context,
  path: string,
  source: ReadSource | undefined,
  { keepsLastGood }: ApplyOptions,
): boolean {
  const { db } = context
  putDiagnostics(db, 'read', [path], source?.problems ?? [])
  // a draft has its id, too: another post may get it when its file goes
  const comesOrGoes = hasPostFile(db, path) !== (source !== undefined)
  if (source === undefined) removeFile(db, path)
  else putPostFile(db, path)
  const last = lastInstant(db)
  if (keepsLastGood && last !== undefined && source?.read !== undefined) keepRendered(context, path, last)
  if (source?.read !== undefined) return putPost(db, source.read) || comesOrGoes
  // a post that is held back is no broken one: it goes at once
  const isBroken = source?.problems.some(({ severity }) => severity === 'error') ?? false
  const isKept = isBroken && keepsLastGood && hasPost(db, path)
  return (!isKept && removePost(db, path)) || comesOrGoes
}

/** Paths of the posts whose update has come, or is to come again. */
function updatesDue(db: Database, last: Instant | undefined, now: Instant): string[] {
  return last === undefined ? [] : updatedBetween(db, Math.min(last, now), Math.max(last, now))
}
