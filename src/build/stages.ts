/**
 * Carries out the plan of a build, stage by stage, in an order in which no reader meets a dead end: media, new pages,
 * changed pages, archive pages, feeds, lists, the manifest of the snapshot, redirects, and then deletions.
 */
import { DOCUMENTS } from '../base/paths.ts'
import type { OnProgress } from '../base/progress.ts'
import { fromBase64 } from '../base/text.ts'
import type { Instant } from '../model.ts'
import { feedsPage } from '../pages/feeds.ts'
import { LISTS } from '../pages/lists.ts'
import { blogroll, opml } from '../pages/opml.ts'
import { stylesheet } from '../pages/style.ts'
import { LAYOUT, type PackKind, places, type StoredManifest } from '../snapshot/places.ts'
import type { DocumentIndex, Manifest } from '../snapshot/snapshot.ts'
import { isInertSiteFile } from './active-files.ts'
import { deleteUnused, makeWay } from './deletions.ts'
import type { FileWriter } from './file-writer.ts'
import { hostHeaders } from './host-headers.ts'
import type { Made } from './maker.ts'
import { type FeedPackOrder, mediaFiles, type Order, packName, pageFile, partKeys } from './orders.ts'
import { NOT_FOUND } from './pages.ts'
import type { Plan } from './plan.ts'
import { type BuildRecord, KEPT, type MadePart, type WrittenFile } from './record.ts'
import { writeRedirects } from './redirects.ts'

export interface Stage {
  readonly out: string
  readonly record: BuildRecord
  readonly files: FileWriter
  readonly manifest: Manifest
  readonly now: Instant
  /** Makes parts, on this thread or on others, in any order. */
  readonly make: (orders: Iterable<Order>) => AsyncIterable<Made>
  /** Makes the lists of the site on this thread. */
  readonly list: (path: string) => Promise<string | undefined>
  /** Notes documents that are served from now on, many at once: each time takes a write to the disk. */
  readonly onServed: (indexes: readonly DocumentIndex[]) => void
  readonly onProgress: OnProgress
}

/** Files, pages, packs or feeds that are made together: enough to make handing them over cheap. */
const SHARE = { media: 20, packs: 4, pages: 50, feeds: 10, feedPacks: 2 }

/** Documents that are noted together: some kilobytes each. */
const MANY_SERVED = 1000

/** Parts that are noted together: each time waits for the disk. */
const MANY_PARTS = 500

export async function carryOut(plan: Plan, stage: Stage): Promise<void> {
  const { record } = stage
  // files that no build shows any more, but those of a killed build may have been needed until now
  const kept = record.isUnfinished ? [] : record.filesOf([KEPT])
  record.begin()
  makeWay(stage, plan.gone, expected(plan))
  record.expect(expected(plan))
  const total = countParts(plan)
  let done = 0
  const run = async (orders: readonly Order[]) => {
    const unsaved: DocumentIndex[] = []
    const made: MadePart[] = []
    for await (const { parts, served } of stage.make(orders)) {
      unsaved.push(...served)
      if (unsaved.length >= MANY_SERVED) stage.onServed(unsaved.splice(0))
      made.push(...parts)
      if (made.length >= MANY_PARTS) record.put(made.splice(0))
      done += parts.length
      stage.onProgress({ stage: 'write', done, total })
    }
    if (made.length > 0) record.put(made)
    if (unsaved.length > 0) stage.onServed(unsaved)
  }
  const { media, newFeeds, feedPacks } = plan
  await run(shares(media, SHARE.media, 'media'))
  await run(packsWithPages(plan))
  await run(shares(pagesOf(plan, false), SHARE.pages, 'pages'))
  await run(shares(newFeeds, SHARE.feeds, 'feeds'))
  const holdsMain = (pack: FeedPackOrder) => pack.feeds.some(({ base }) => base === '/')
  // the main feed names archive pages
  for (const isMain of [false, true]) {
    const packs = feedPacks.filter((pack) => holdsMain(pack) === isMain)
    await run(shares(packs, SHARE.feedPacks, 'feedPacks'))
  }
  record.put([await writeLists(stage)])
  record.put([writeManifest(plan, stage)])
  record.put(writeRedirects(plan.redirects, stage))
  record.drop(plan.gone)
  deleteUnused(stage, new Set(kept.map(({ path }) => path)))
  record.finish(plan.shown)
}

/** A pack is made together with the new pages in it: both show the same of each post. */
function packsWithPages(plan: Plan): Order[] {
  const { packs } = plan
  const fresh = new Set(pagesOf(plan, true))
  const together = packs
    .filter(({ kind }) => kind === 'pages')
    .map((pack): Order => ({ packs: [pack], pages: pack.things.filter((path) => fresh.delete(path)) }))
  const others = packs.filter(({ kind }) => kind !== 'pages')
  return [...together, ...shares(others, SHARE.packs, 'packs'), ...shares([...fresh], SHARE.pages, 'pages')]
}

function pagesOf({ pages }: Plan, isNew: boolean): string[] {
  return pages.filter((page) => page.isNew === isNew).map(({ path }) => path)
}

function shares<K extends keyof Order>(all: NonNullable<Order[K]>, size: number, key: K): Order[] {
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, number) => ({
    [key]: all.slice(number * size, (number + 1) * size),
  }))
}

/** How many parts are made on any thread. */
export function countParts({ media, packs, pages, newFeeds, feedPacks }: Plan): number {
  const feeds = feedPacks.flatMap((pack) => pack.feeds)
  return [media, packs, pages, newFeeds, feedPacks, feeds].reduce((count, parts) => count + parts.length, 0)
}

/** The files that the plan may write, with their parts. Those named by their content are left out. */
function expected({ media, pages, feedPacks, redirects }: Plan): [part: string, path: string][] {
  return [
    ...media.flatMap(({ key, file }) =>
      Object.values(mediaFiles(file.path)).map((path): [string, string] => [key, path]),
    ),
    ...pages.map(({ path }): [string, string] => [partKeys.page(path), pageFile(path)]),
    ...feedPacks
      .flatMap(({ feeds }) => feeds)
      .flatMap(({ base }) =>
        [...Object.values(DOCUMENTS).map(({ file }) => `site${base}${file}`), pageFile(base)].map(
          (path): [string, string] => [partKeys.feed(base), path],
        ),
      ),
    ...redirects.map(({ key, path }): [string, string] => [key, pageFile(path)]),
    ...listFiles.map(([, path]): [string, string] => [partKeys.lists, path]),
    [partKeys.manifest, `snapshot${places.manifest}`],
  ]
}

const listFiles: readonly (readonly [address: string, path: string])[] = [
  ['/', 'site/index.html'],
  [feedsPage.path, `site${feedsPage.path}index.html`],
  ...Object.keys(LISTS).map((path) => [path, `site${path}index.html`] as const),
  ...[NOT_FOUND, stylesheet.path, opml.path, blogroll.path].map((path) => [path, `site${path}`] as const),
]

async function writeLists({ files, list, manifest }: Stage): Promise<MadePart> {
  const written: WrittenFile[] = []
  for (const [address, path] of listFiles) {
    const text = await list(address)
    if (text !== undefined) written.push(files.write(path, text))
  }
  for (const { path, data } of (manifest.files ?? []).filter(isInertSiteFile))
    written.push(files.write(`site${path}`, fromBase64(data)))
  written.push(files.write(`site${hostHeaders.path}`, hostHeaders.text(manifest)))
  return { key: partKeys.lists, of: '', files: written }
}

function writeManifest({ keys }: Plan, { files, manifest, record }: Stage): MadePart {
  const parts = record.parts()
  const namesOf = (kind: PackKind): string[] => {
    const found: string[] = []
    for (let key = partKeys.pack(kind, 0); keys.has(key); key = partKeys.pack(kind, found.length))
      found.push(packName(parts.get(key) ?? ''))
    return found
  }
  const packs = {
    pages: namesOf('pages'),
    feeds: namesOf('feeds'),
    former: namesOf('former'),
    media: namesOf('media'),
  }
  const stored: StoredManifest = { layout: LAYOUT, ...manifest, packs }
  const written = files.write(`snapshot${places.manifest}`, JSON.stringify(stored))
  return { key: partKeys.manifest, of: '', files: [written] }
}
