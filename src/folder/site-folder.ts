/** Brings a site's database up to date with its folder, on one thread or on all of them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unrenderable } from '../content/source.ts'
import { persistently } from '../disk/transient.ts'
import type { Instant } from '../model.ts'
import { FEW } from '../pool/pool.ts'
import type { LedgerChange } from '../site/apply.ts'
import { apply } from '../site/apply.ts'
import { waitingPaths } from '../site/posts.ts'
import { fill } from './fill.ts'
import { checkDates } from './first-dates.ts'
import type { Applied, Rest, SiteFolder, Update } from './folder-update.ts'
import { changesOf, problemsOf, type ReadPath, readPath } from './read-path.ts'
import { type Scan, scanFolder } from './scan.ts'
import { knownPosts, vanishedPosts, vanishedProblem, vanishedWords } from './vanished.ts'

/**
 * @param change the rows of the ledger file, where the database has others
 * @param scan of the folder, where it has been looked at just now
 * @throws an Error in plain words if the folder is not there or not a folder, or if most of its posts are gone
 */
export async function updateSite(
  site: SiteFolder,
  now: Instant,
  change: LedgerChange = {},
  scan?: Scan,
): Promise<Update> {
  const { folder, context, files, harmful = new Set<string>() } = site
  checkDates(folder, context.site)
  const found = without(scan ?? (await scanFolder(folder, context.db)), harmful)
  const vanished = vanishedPosts(context.db, change.ledger, found.count)
  if (vanished !== undefined && site.vanished === 'refuse')
    throw new Error(`${folder}: ${vanishedWords(vanished)}`)
  const isHeld = vanished !== undefined && site.vanished === 'hold'
  const taken = isHeld ? { ...found, gone: [] } : found
  const others: ReadPath[] = []
  for (const path of taken.others) others.push(await persistently(() => readPath(folder, path, context.site)))
  const rest = {
    read: [...others, ...[...harmful].filter((path) => existsSync(join(folder, path))).map(leftOut)],
    waiting: waitingPaths(context.db),
    // a ledger in a folder that is not the right one is another site's
    ...(isHeld && knownPosts(context.db) > 0 ? {} : change),
  }
  const isLarge = taken.posts.length + rest.waiting.length > FEW && files !== undefined
  const { paths, oddities } = isLarge
    ? await fill({ ...site, files }, taken, rest, now)
    : await applyHere(site, taken, rest, now)
  return {
    oddities: [...(isHeld ? [vanishedProblem(vanished)] : []), ...problemsOf(others), ...oddities],
    isHeld,
    changed: taken.posts.length + taken.others.length + taken.gone.length,
    paths,
  }
}

function without(scan: Scan, harmful: ReadonlySet<string>): Scan {
  return { ...scan, posts: scan.posts.filter((path) => !harmful.has(path)) }
}

function leftOut(path: string): ReadPath {
  return { path, source: { path, problems: [unrenderable(path)] } }
}

async function applyHere(site: SiteFolder, scan: Scan, rest: Rest, now: Instant): Promise<Applied> {
  const { folder, context, overtaken = async () => new Set<string>() } = site
  const { working = (_, action) => action() } = context
  const read: ReadPath[] = []
  for (const path of scan.posts)
    read.push(await persistently(() => working(path, () => readPath(folder, path, context.site))))
  const later = await overtaken()
  const known = [...rest.read, ...read].filter(({ path }) => !later.has(path))
  const gone = scan.gone.filter((path) => !later.has(path))
  const changes = { ...rest, ...changesOf(known, gone) }
  return { paths: apply(context, changes, now, site), oddities: problemsOf(read) }
}
