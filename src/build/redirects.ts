/**
 * The stage of redirects: a page at each address where a post or the page of a feed was before. Static hosts cannot
 * answer 301, so the page names the new address to browsers and search engines.
 */
import { hash } from '../disk/hash.ts'
import type { Instant } from '../model.ts'
import { movedPage } from '../pages/error.ts'
import { siteAt } from '../pages/site.ts'
import type { Former, Manifest } from '../snapshot/snapshot.ts'
import { isPublic } from '../snapshot/visibility.ts'
import type { FileWriter } from './file-writer.ts'
import { pageFile, partKeys } from './orders.ts'
import type { MadePart } from './record.ts'

export interface RedirectOrder {
  readonly key: string
  /** Stands for all that the page is made of. */
  readonly of: string
  readonly path: string
  readonly to: string
}

/** @param taken paths that have a page of their own */
export function redirectOrders(
  former: readonly Former[],
  now: Instant,
  url: string,
  taken: ReadonlySet<string>,
): RedirectOrder[] {
  return former.flatMap(({ path, to, public: intervals }) => {
    const isLed = to !== undefined && isPublic(intervals, now) && !taken.has(withoutSlash(path))
    return isLed ? { key: partKeys.redirect(path), of: hash(`${url} ${to}`), path, to } : []
  })
}

/** Redirects of former feeds, at most. */
const MAX_FEEDS = 1000

/**
 * The page of a feed that is no longer made leads to the feed above it.
 * @param former the bases of such feeds
 * @param taken paths that have a page of their own
 */
export function feedRedirectOrders(
  former: readonly string[],
  url: string,
  { bases, taken }: { readonly bases: ReadonlySet<string>; readonly taken: ReadonlySet<string> },
): RedirectOrder[] {
  const free = former.filter((base) => !taken.has(withoutSlash(base)))
  return free.slice(0, MAX_FEEDS).map((path) => {
    const to = baseAbove(path, bases)
    return { key: partKeys.formerFeed(path), of: hash(`${url} ${to}`), path, to }
  })
}

function baseAbove(base: string, bases: ReadonlySet<string>): string {
  const above = base.replace(/[^/]+\/$/, '')
  return above === '/' || bases.has(above) ? above : baseAbove(above, bases)
}

export function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '')
}

export function writeRedirects(
  orders: readonly RedirectOrder[],
  {
    files,
    manifest,
    now,
  }: { readonly files: FileWriter; readonly manifest: Manifest; readonly now: Instant },
): MadePart[] {
  const site = siteAt(manifest, now)
  return orders.map(({ key, of, path, to }) => ({
    key,
    // the record has the name of a file first, where there is one
    of: ` ${of}`,
    files: [files.write(pageFile(path), movedPage(to, site))],
  }))
}
