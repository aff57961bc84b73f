/** Brings a site's database up to date with its folder, on one thread or on all of them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unrenderable } from '../content/source.ts'
import type { Instant, MediaFile } from '../model.ts'
import { apply } from '../site/apply.ts'
import { waitingPaths } from '../site/posts.ts'
import type { ReadSource } from '../site/read.ts'
import { readPaths } from './files.ts'
import { fill } from './fill.ts'
import { checkDates } from './first-dates.ts'
import {
  type Applied,
  type Rest,
  readUnread,
  type SiteFolder,
  sourcesOf,
  stampsOf,
  type Update,
} from './folder-update.ts'
import type { LedgerChange } from './kept-ledger.ts'
import { readPost, type StampedSource } from './read-post.ts'
import { type Scan, scanFolder } from './scan.ts'
import { knownPosts, vanishedPosts, vanishedProblem, vanishedWords } from './vanished.ts'

/** So many changed posts are read and composed sooner than workers are there. */
const FEW = 300

/**
 * @param change the rows of the ledger file, where the database has others
 * @throws an Error in plain words if the folder is not there or not a folder, or if most of its posts are gone
 */
export async function updateSite(site: SiteFolder, now: Instant, change: LedgerChange = {}): Promise<Update> {
  const { folder, context, files, harmful = new Set<string>() } = site
  checkDates(folder, context.site)
  const found = without(await scanFolder(folder, context.db), harmful)
  const vanished = vanishedPosts(context.db, change.ledger, found.count)
  if (vanished !== undefined && site.vanished === 'refuse')
    throw new Error(`${folder}: ${vanishedWords(vanished)}`)
  const isHeld = vanished !== undefined && site.vanished === 'hold'
  const scan = isHeld ? { ...found, gone: [] } : found
  const others = await readPaths(folder, scan.others)
  const rest = {
    files: filesOf(scan, [...others.files.values()]),
    waiting: waitingPaths(context.db),
    leftOut: [...harmful].filter((path) => existsSync(join(folder, path))).map(leftOut),
    // a ledger in a folder that is not the right one is another site's
    ...(isHeld && knownPosts(context.db) > 0 ? {} : change),
  }
  const isLarge = scan.posts.length + rest.waiting.length > FEW && files !== undefined
  const { paths, oddities } = isLarge
    ? await fill({ ...site, files }, scan, rest, now)
    : await applyHere(site, scan, rest, now)
  return {
    oddities: [...(isHeld ? [vanishedProblem(vanished)] : []), ...others.problems, ...oddities],
    isHeld,
    changed: scan.posts.length + scan.others.length + scan.gone.length,
    paths,
  }
}

function without(scan: Scan, harmful: ReadonlySet<string>): Scan {
  return { ...scan, posts: scan.posts.filter((path) => !harmful.has(path)) }
}

function leftOut(path: string): ReadSource {
  return { path, problems: [unrenderable(path)] }
}

function filesOf({ gone }: Scan, files: readonly MediaFile[]): Map<string, MediaFile | undefined> {
  return new Map<string, MediaFile | undefined>([
    ...gone.map((path): [string, undefined] => [path, undefined]),
    ...files.map((file): [string, MediaFile] => [file.path, file]),
  ])
}

async function applyHere(site: SiteFolder, scan: Scan, rest: Rest, now: Instant): Promise<Applied> {
  const { folder, context, overtaken = async () => new Set<string>() } = site
  const { working = (_, action) => action() } = context
  const read: StampedSource[] = []
  for (const path of scan.posts) {
    const source = working(path, () => readPost(folder, path, context.site))
    if (source !== undefined) read.push(source)
  }
  const others = await readUnread(site, scan.posts, read)
  read.push(...others.read)
  const later = await overtaken()
  const isNow = (path: string) => !later.has(path)
  const known = read.filter(({ source }) => isNow(source.path))
  const files = new Map([...rest.files].filter(([path]) => isNow(path)))
  const sources = sourcesOf(scan.gone.filter(isNow), known)
  for (const source of rest.leftOut) sources.set(source.path, source)
  const changes = { ...rest, sources, files, stamps: stampsOf(folder, known, files) }
  return { paths: apply(context, changes, now, site), oddities: others.problems }
}
