/** What a build has to make: the parts that changed since the build before, as its record and the site have them. */

import { isArchivePage } from '../base/paths.ts'
import { decoded } from '../base/text.ts'
import { hash } from '../disk/hash.ts'
import { sectionsOf } from '../feeds/feeds.ts'
import { LISTS } from '../pages/lists.ts'
import type { Context } from '../site/database.ts'
import { feedParts, formerPages, mediaParts, pageParts } from '../site/outline.ts'
import { SiteAt } from '../site/site.ts'
import { type PackKind, packCount, packOf } from '../snapshot/places.ts'
import { type FeedOrder, type FeedPackOrder, type MediaOrder, type PackOrder, partKeys } from './orders.ts'
import type { PreviousBuild } from './previous-build.ts'
import type { Shown } from './record.ts'
import { feedRedirectOrders, type RedirectOrder, redirectOrders, withoutSlash } from './redirects.ts'

/** In the order in which it is written. `isNew`: no build has had it. */
export interface Plan {
  readonly media: readonly MediaOrder[]
  readonly packs: readonly PackOrder[]
  readonly pages: readonly PlannedPage[]
  /** Feeds that no build has had: other feeds and their pages may name them. The packs have them, too. */
  readonly newFeeds: readonly FeedOrder[]
  readonly feedPacks: readonly FeedPackOrder[]
  readonly redirects: readonly RedirectOrder[]
  /** The parts that are no part of the site any more. */
  readonly gone: readonly string[]
  /** Of all parts of the site. */
  readonly keys: ReadonlySet<string>
  /** What there is when the plan is carried out. */
  readonly shown: Shown
}

export interface PlannedPage {
  readonly path: string
  readonly isNew: boolean
}

/** @param shown what there is when the plan is carried out */
export function planBuild(context: Context, previous: PreviousBuild, shown: Shown): Plan {
  const { db, site } = context
  const { now } = shown
  const keys = new Set<string>()
  const isStale = (key: string, version: number, of = '') => {
    keys.add(key)
    return previous.isStale(key, version, of)
  }
  const all = pageParts(db, now)
  const isPublic = new Set(all.flatMap((page) => (page.isPublic ? page.path : [])))
  const pages = all
    .filter((page) => page.isPublic && isStale(partKeys.page(page.path), page.version))
    .map(({ path }) => ({ path, isNew: !previous.has(partKeys.page(path)) }))
  const media = mediaParts(db, now).map((part): MediaOrder => {
    const { file, stamp } = part
    const of = stamp === null ? '' : hash([stamp, file.type, String(part.isPublic)].join('\n'))
    return { ...part, key: partKeys.media(file.path), of }
  })
  const staleMedia = media.filter(({ key, of }) => isStale(key, 0, of) || of === '')
  const recopied = new Set(staleMedia)
  const former = formerPages(db)
  const packed = (kind: PackKind, things: readonly Thing[]) => stalePacks(kind, things, isStale, previous)
  const packs = [
    ...packed(
      'pages',
      all.map(({ path, version }) => ({ path, hasChanged: previous.isNewer(version) })),
    ),
    ...packed(
      'former',
      former.map((one) => ({ path: one.path, hasChanged: false, of: JSON.stringify(one) })),
    ),
    ...packed(
      'media',
      media.map((one) => ({
        path: one.file.path,
        hasChanged: recopied.has(one) || previous.isNewer(one.version),
      })),
    ),
  ]
  const isArchived = new SiteAt(context, now, () => {}).bases.some(isArchivePage)
  const sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
  const parts = feedParts(db, sections, isArchived)
  const bases = parts.map(({ base }) => base)
  const feeds = parts.map(({ base, version }) => {
    const isTaken = isPublic.has(base) || isPublic.has(base.slice(0, -1))
    const hasChanged = isStale(partKeys.feed(base), version, isTaken ? 'taken' : '')
    return { path: base, order: { base, isTaken }, hasChanged }
  })
  const orders = feeds.map(({ order }) => order)
  const orderOf = new Map(orders.map((order) => [order.base, order]))
  const feedPacks = packed('feeds', feeds).map((pack): FeedPackOrder => {
    const made = pack.before === undefined ? pack.things : pack.changed
    return { ...pack, feeds: made.flatMap((base) => orderOf.get(base) ?? []) }
  })
  const taken = new Set([...isPublic, ...bases, ...Object.keys(LISTS)].map(withoutSlash))
  const pageRedirects = redirectOrders(former, now, site.url, taken)
  const redirected = [
    ...site.http.gone,
    ...Object.keys(site.http.aliases),
    ...pageRedirects.map(({ path }) => path),
  ]
  const feedRedirects = feedRedirectOrders(previous.shownFeeds, site.url, {
    bases: new Set(bases),
    taken: taken.union(new Set(redirected.map((path) => withoutSlash(decoded(path))))),
  })
  const redirects = [...pageRedirects, ...feedRedirects].filter(({ key, of }) => isStale(key, 0, of))
  keys.add(partKeys.lists).add(partKeys.manifest)
  const gone = [...previous.keys.difference(keys)]
  return {
    media: staleMedia,
    packs,
    pages,
    newFeeds: previous.isFirst ? [] : orders.filter(({ base }) => !previous.has(partKeys.feed(base))),
    feedPacks,
    redirects,
    gone,
    keys,
    shown,
  }
}

interface Thing {
  readonly path: string
  readonly hasChanged: boolean
  /** Stands for what it is made of, where that is no version. */
  readonly of?: string
}

/** Packs of a kind that hold other things than before, or things that changed. A reader finds a pack by its number. */
function stalePacks(
  kind: PackKind,
  things: readonly Thing[],
  isStale: (key: string, version: number, of: string) => boolean,
  previous: PreviousBuild,
): PackOrder[] {
  const count = packCount(kind, things.length)
  const groups = Map.groupBy(things, ({ path }) => packOf(path, count))
  return Array.from({ length: count }, (_, number) => {
    const group = groups.get(number) ?? []
    const paths = group.map(({ path }) => path).sort()
    const of = hash([count, ...paths, ...group.flatMap(({ of }) => of ?? []).sort()].join('\n'))
    const key = partKeys.pack(kind, number)
    const before = isStale(key, 0, of) ? undefined : previous.nameOf(key)
    const changed = group.filter(({ hasChanged }) => hasChanged).map(({ path }) => path)
    return { key, kind, things: paths, of, changed, before }
  }).filter(({ before, changed }) => before === undefined || changed.length > 0)
}
