/** Makes and writes what changed since the build before. */
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS, isArchivePage } from '../base/paths.ts'
import { makeFolder } from '../disk/make-folder.ts'
import { putServed } from '../site/documents.ts'
import { SiteAt } from '../site/site.ts'
import { CONTENT_FOLDERS, LAYOUT, places } from '../snapshot/places.ts'
import type { BuildOptions, FeedChanges } from './build.ts'
import { FileWriter } from './file-writer.ts'
import { type Made, Maker } from './maker.ts'
import type { Order } from './orders.ts'
import { BuildPages } from './pages.ts'
import { type Plan, planBuild } from './plan.ts'
import { PreviousBuild } from './previous-build.ts'
import type { BuildRecord, Shown } from './record.ts'
import { carryOut, countParts } from './stages.ts'
import { asideFolder, HOUSE, PARTS } from './target.ts'

/** Below this number of parts a build is done sooner than workers are there. */
const FEW = 300

/** @returns what changed; undefined for the first build */
export async function writeChanges(
  options: BuildOptions,
  record: BuildRecord,
  showing: Shown,
): Promise<FeedChanges | undefined> {
  const { context, out, assure = async () => {} } = options
  const plan = planBuild(context, new PreviousBuild(record, out, showing), showing)
  const isFirst = record.shown === undefined
  await assure()
  prepare(out, record)
  const before = shownFeeds(record)
  await write(plan, options, record)
  emptyAside(out)
  return isFirst ? undefined : compare(before, shownFeeds(record))
}

async function write(plan: Plan, options: BuildOptions, record: BuildRecord): Promise<void> {
  const { context, files: database, pool, posts, out, now, onProgress = () => {} } = options
  const { db, site } = context
  const files = new FileWriter(out, record)
  const maker = new Maker(context, { posts, now, out }, files)
  const pages = new BuildPages(new SiteAt(context, now, () => {}), maker.manifest, now)
  const isLarge = countParts(plan) > FEW
  const make = (orders: Iterable<Order>) =>
    !isLarge || pool === undefined || database === undefined
      ? makeHere(maker, orders)
      : pool.make({ files: database, site, posts, now, out }, orders)
  await carryOut(plan, {
    ...{ out, record, files, manifest: maker.manifest, now, make, onProgress },
    list: (path) => pages.list(path),
    onServed: (indexes) =>
      db.transaction(() => {
        for (const index of indexes) putServed(db, index)
      }),
  })
}

async function* makeHere(maker: Maker, orders: Iterable<Order>): AsyncGenerator<Made> {
  for (const order of orders) {
    yield await maker.make(order)
    // a turn of the event loop, so that a signal can stop the build
    await new Promise(setImmediate)
  }
}

function emptyAside(out: string): void {
  rmSync(asideFolder(out), { recursive: true, force: true })
  makeFolder(asideFolder(out))
}

/** Removes what killed builds left, and builds of earlier layouts. */
function prepare(out: string, record: BuildRecord): void {
  emptyAside(out)
  if (record.isUnfinished) sweep(out, record)
  else if (record.shown === undefined) removeEarlier(out)
}

/** Removes files of a killed build that its record does not have yet: those named by their content. */
function sweep(out: string, record: BuildRecord): void {
  const known = new Set(record.everyFile().map(({ path }) => path))
  for (const folder of CONTENT_FOLDERS) {
    const path = `snapshot/${folder}`
    if (!existsSync(join(out, path))) continue
    for (const name of readdirSync(join(out, path)))
      if (!known.has(`${path}/${name}`)) rmSync(join(out, path, name), { force: true })
  }
}

/** Builds of earlier layouts were links to folders in `.dropfeed`, or folders. What no manifest calls a build stays. */
function removeEarlier(out: string): void {
  const layout = layoutIn(out)
  const isEarlier = layout !== undefined && layout !== LAYOUT
  for (const part of [...PARTS, 'encoded']) {
    const isLink = lstatSync(join(out, part), { throwIfNoEntry: false })?.isSymbolicLink() === true
    if (isEarlier || isLink) rmSync(join(out, part), { recursive: true, force: true })
  }
  for (const name of readdirSync(join(out, HOUSE)))
    if (name !== 'aside' && !/\.db(?:-wal|-shm)?$/.test(name))
      rmSync(join(out, HOUSE, name), { recursive: true, force: true })
}

function layoutIn(out: string): number | undefined {
  try {
    const { layout } = JSON.parse(readFileSync(join(out, 'snapshot', places.manifest), 'utf8'))
    return layout
  } catch {
    return undefined
  }
}

/** The hash of what each feed besides archive pages shows, by its base. */
function shownFeeds(record: BuildRecord): Map<string, string | null> {
  const all = record.shownDocuments(DOCUMENTS.json.file)
  return new Map([...all].filter(([base]) => !isArchivePage(base)))
}

function compare(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): FeedChanges {
  const [old, fresh] = [new Set(before.keys()), new Set(after.keys())]
  return {
    added: fresh.difference(old).size,
    changed: [...fresh.intersection(old)].filter((base) => before.get(base) !== after.get(base)).length,
    gone: old.difference(fresh).size,
  }
}
