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
import {
  type FeedOrder,
  type FeedPackOrder,
  type MediaOrder,
  type PackOrder,
  packName,
  partKeys,
} from './orders.ts'
import { type BuildRecord, isAsWritten, KEPT, type Shown, type WrittenFile } from './record.ts'
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
  readonly hasNewLists: boolean
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

export interface PlanOptions {
  readonly record: BuildRecord
  readonly out: string
  readonly showing: Shown
}

/** @returns undefined where there is nothing to do */
export function planBuild(context: Context, { record, out, showing }: PlanOptions): Plan | undefined {
  const plan = planParts(context, new Standing(record, out, showing), showing)
  return isEmpty(plan) ? undefined : plan
}

function planParts(context: Context, state: Standing, shown: Shown): Plan {
  const { db, site } = context
  const { now } = shown
  const keys = new Set<string>()
  const isStale = (key: string, version: number, of = '') => {
    keys.add(key)
    return state.isStale(key, version, of)
  }
  const all = pageParts(db, now)
  const isPublic = new Set(all.flatMap((page) => (page.isPublic ? page.path : [])))
  const pages = all
    .filter((page) => page.isPublic && isStale(partKeys.page(page.path), page.version))
    .map(({ path }) => ({ path, isNew: !state.has(partKeys.page(path)) }))
  const media = mediaParts(db, now).map((part): MediaOrder => {
    const { file, stamp } = part
    const of = stamp === null ? '' : hash([stamp, file.type, String(part.isPublic)].join('\n'))
    return { ...part, key: partKeys.media(file.path), of }
  })
  const staleMedia = media.filter(({ key, of }) => isStale(key, 0, of) || of === '')
  const recopied = new Set(staleMedia.map(({ file }) => file.path))
  const former = formerPages(db)
  const packs = [
    ...packsOf('pages', all),
    ...packsOf(
      'former',
      former.map((one) => ({ path: one.path, version: 0, of: JSON.stringify(one) })),
    ),
    ...packsOf(
      'media',
      media.map(({ file: { path }, version }) => ({
        path,
        version: recopied.has(path) ? shown.version + 1 : version,
      })),
    ),
  ].filter(({ key, version, of }) => isStale(key, version, of))
  const isArchived = new SiteAt(context, now, () => {}).bases.some(isArchivePage)
  const sections = sectionsOf(site, (name) => hash(name).slice(0, 6))
  const parts = feedParts(db, sections, isArchived)
  const bases = parts.map(({ base }) => base)
  const feeds = parts.map(({ base, version }) => {
    const [key, isTaken] = [partKeys.feed(base), isPublic.has(base) || isPublic.has(base.slice(0, -1))]
    const of = isTaken ? 'taken' : ''
    return { path: base, version: 0, order: { base, isTaken }, isStale: isStale(key, version, of) }
  })
  const orders = feeds.map(({ order }) => order)
  const feedPacks = packsOf('feeds', feeds).flatMap(({ group, ...pack }): FeedPackOrder[] => {
    const before = isStale(pack.key, 0, pack.of) ? undefined : state.nameOf(pack.key)
    const changed = before === undefined ? group : group.filter((feed) => feed.isStale)
    if (before !== undefined && changed.length === 0) return []
    return [{ ...pack, feeds: changed.map(({ order }) => order), before }]
  })
  const taken = new Set([...isPublic, ...bases, ...Object.keys(LISTS)].map(withoutSlash))
  const pageRedirects = redirectOrders(former, now, site.url, taken)
  const redirected = [
    ...site.http.gone,
    ...Object.keys(site.http.aliases),
    ...pageRedirects.map(({ path }) => path),
  ]
  const feedRedirects = feedRedirectOrders(state.shownFeeds, site.url, {
    bases: new Set(bases),
    taken: taken.union(new Set(redirected.map((path) => withoutSlash(decoded(path))))),
  })
  const redirects = [...pageRedirects, ...feedRedirects].filter(({ key, of }) => isStale(key, 0, of))
  const hasNewLists = isStale(partKeys.lists, shown.version)
  const isSame = !isStale(partKeys.manifest, shown.version) && state.isComplete
  const gone = state.keys.filter((key) => !keys.has(key))
  return {
    media: staleMedia,
    packs,
    pages,
    newFeeds: state.isFirst ? [] : orders.filter(({ base }) => !state.has(partKeys.feed(base))),
    feedPacks,
    redirects,
    hasNewLists: hasNewLists || !isSame,
    gone,
    keys,
    shown,
  }
}

function isEmpty({ media, packs, pages, feedPacks, redirects, hasNewLists, gone }: Plan): boolean {
  return !hasNewLists && [media, packs, pages, feedPacks, redirects, gone].every(({ length }) => length === 0)
}

interface Thing {
  readonly path: string
  readonly version: number
  /** Stands for what it is made of, besides the version. */
  readonly of?: string
}

interface PlannedPack<T extends Thing> extends PackOrder {
  readonly group: readonly T[]
  readonly version: number
}

/** All packs of a kind, empty ones too: a reader finds a pack by its number. */
function packsOf<T extends Thing>(kind: PackKind, things: readonly T[]): PlannedPack<T>[] {
  const count = packCount(kind, things.length)
  const groups = Map.groupBy(things, ({ path }) => packOf(path, count))
  return Array.from({ length: count }, (_, number) => {
    const group = groups.get(number) ?? []
    const paths = group.map(({ path }) => path).sort()
    return {
      key: partKeys.pack(kind, number),
      kind,
      things: paths,
      of: hash([count, ...paths, ...group.flatMap(({ of }) => of ?? []).sort()].join('\n')),
      group,
      version: group.reduce((newest, thing) => Math.max(newest, thing.version), 0),
    }
  })
}

/** The parts of the build before, as far as they still stand. */
class Standing {
  readonly #out: string
  readonly #parts: ReadonlyMap<string, string>
  readonly #files: ReadonlyMap<string, readonly WrittenFile[]>
  /** The version from which on parts are as they were; -1 where that is not known. */
  readonly #version: number
  /** Whether no build was ever complete. */
  readonly isFirst: boolean
  readonly isComplete: boolean

  constructor(record: BuildRecord, out: string, { cache, now }: Shown) {
    this.#out = out
    this.#parts = record.parts()
    this.#files = record.files()
    const { shown } = record
    const isOfCache = shown !== undefined && cache !== '' && shown.cache === cache && shown.now <= now
    this.#version = isOfCache ? shown.version : -1
    this.isFirst = shown === undefined
    this.isComplete = !this.isFirst && !record.isUnfinished
  }

  get keys(): string[] {
    const keys = new Set([...this.#parts.keys(), ...this.#files.keys()])
    keys.delete(KEPT)
    return [...keys]
  }

  /** The bases of the feeds that builds have shown, but for archive pages. */
  get shownFeeds(): string[] {
    const bases = this.keys.flatMap((key) => {
      const [, kind, base = ''] = /^(feed|former-feed) (.*)$/s.exec(key) ?? []
      const isShown = this.#files.get(key)?.some(({ path }) => path.startsWith('site/'))
      return kind === undefined || !isShown || isArchivePage(base) ? [] : base
    })
    return [...new Set(bases)].sort()
  }

  /** The name of a pack that stands. */
  nameOf(key: string): string {
    return packName(this.#parts.get(key) ?? '')
  }

  has(key: string): boolean {
    return this.#parts.has(key)
  }

  /** Whether a part has to be made again: it changed, or its files are not as they were written. */
  isStale(key: string, version: number, of: string): boolean {
    const known = this.#parts.get(key)
    if (known === undefined || version > this.#version || rest(known) !== of) return true
    return !this.#isWhole(key)
  }

  /** Whether the files of a part are as they were written. */
  #isWhole(key: string): boolean {
    return (this.#files.get(key) ?? []).every((file) => isAsWritten(this.#out, file))
  }
}

/** What a part is made of, without the name of its file. */
function rest(of: string): string {
  return of.slice(of.indexOf(' ') + 1)
}
