/**
 * The pages of a static site: what the server would answer to a person. The few whose address the publisher, or another
 * page of the site, has taken are made by the server itself.
 */

import { DOCUMENTS, isOwnAddress, OWN } from '../base/paths.ts'
import { encodePage } from '../base/text.ts'
import { isGone, namedTarget, negotiatedBase } from '../http/old-addresses.ts'
import type { Instant } from '../model.ts'
import { errorPage } from '../pages/error.ts'
import { earlierItems, feedOf } from '../pages/feed.ts'
import { homePage, type Listing, listingPage } from '../pages/feed-pages.ts'
import { feedsPage } from '../pages/feeds.ts'
import { LISTS, listPage } from '../pages/lists.ts'
import { blogroll, opml } from '../pages/opml.ts'
import { postPage } from '../pages/post.ts'
import { type SiteNow, siteAt } from '../pages/site.ts'
import { stylesheet } from '../pages/style.ts'
import { type SiteAt, snapshotOf } from '../site/site.ts'
import type { Manifest, Page } from '../snapshot/snapshot.ts'
import { isPublic, visible } from '../snapshot/visibility.ts'

/** What static hosts show where there is nothing: what the server shows a person. */
export const NOT_FOUND = OWN.notFound

const BROWSER = { headers: { 'Sec-Fetch-Dest': 'document' } }

export class BuildPages {
  readonly #at: SiteAt
  readonly #now: Instant
  readonly #site: SiteNow
  /** A page is in a pack, too. */
  readonly #pages = new Map<string, Page | undefined>()
  #server: Promise<(path: string) => Promise<string>> | undefined

  /** @param manifest of the site, which is made once for all pages */
  constructor(at: SiteAt, manifest: Manifest, now: Instant) {
    this.#at = at
    this.#now = now
    this.#site = siteAt(manifest, now)
  }

  /** Pages are remembered only while one order is made. */
  forgetPages(): void {
    this.#pages.clear()
  }

  /** What the page of a post is made of; undefined where no post has the address. */
  page(path: string): Page | undefined {
    const known = this.#pages.get(path) ?? this.#at.page(path)
    this.#pages.set(path, known)
    return known
  }

  /** The page of a post. */
  async post(page: Page): Promise<string> {
    const { path } = page
    const isTaken = this.#isNamed(path) || isOwnAddress(path) || negotiatedBase(path) !== undefined
    if (isTaken) return this.#ask(path)
    return postPage(
      { page, older: this.#publicPage(page.older), newer: this.#publicPage(page.newer) },
      this.#site,
    )
  }

  /** One of the lists of the site; undefined where there is nothing to list, or a post has the address. */
  async list(path: string): Promise<string | undefined> {
    if (!Object.hasOwn(LISTS, path) && path !== blogroll.path)
      return (this.#isFree(path) ? this.#make(path) : undefined) ?? this.#ask(path)
    const isPost = [path, path.replace(/\/$/, '')].some((page) => this.#at.page(page) !== undefined)
    return isPost || this.#isNamed(path) ? undefined : this.#make(path)
  }

  /** The page of a feed; undefined where it shows nothing yet. */
  async listing(base: string): Promise<string | undefined> {
    return this.#isFree(base) ? this.#ofFeed(base) : this.#ask(base)
  }

  #publicPage(path: string | undefined): Page | undefined {
    if (path === undefined) return undefined
    // reading and rendering whole neighbours would double the work for a page
    const page = this.#pages.get(path) ?? this.#at.glance(path)
    return page !== undefined && isPublic(page.public, this.#now) ? page : undefined
  }

  /** Whether neither a post nor the publisher has taken the address for something else. */
  #isFree(path: string): boolean {
    return !this.#isNamed(path) && this.#at.page(path) === undefined
  }

  #isNamed(path: string): boolean {
    const { manifest } = this.#site
    return isGone(path, manifest) || namedTarget({ path, search: '' }, manifest) !== undefined
  }

  #make(path: string): string | undefined {
    if (path === NOT_FOUND) return errorPage(404, 'nothing', this.#site)
    if (path === feedsPage.path) return feedsPage.html(this.#site)
    if (path === opml.path) return opml.text(this.#site.manifest, this.#site.feeds)
    if (path === stylesheet.path) return stylesheet.text(this.#site.manifest)
    if (path === blogroll.path) return blogroll.text(this.#site.manifest)
    if (!Object.hasOwn(LISTS, path)) return this.#ofFeed(path)
    const main = this.#feedAt('/')
    return main && listPage(path, main.feed, this.#site, this.#now)
  }

  #ofFeed(base: string): string | undefined {
    const found = this.#feedAt(base)
    if (found === undefined) return undefined
    return base === '/' ? homePage(this.#site, found.feed) : listingPage({ base, ...found }, this.#site)
  }

  #feedAt(base: string): Omit<Listing, 'base'> | undefined {
    const document = this.#at.document(base + DOCUMENTS.json.file)
    const edition = document && visible(document.index, this.#now)?.edition
    if (document === undefined || edition === undefined) return undefined
    const feed = feedOf(document.index, document.bytes(), edition)
    return { feed, newer: edition.newer, earlier: earlierItems(document.index, feed, this.#now) }
  }

  async #ask(path: string): Promise<string> {
    this.#server ??= this.#load()
    return (await this.#server)(path)
  }

  async #load(): Promise<(path: string) => Promise<string>> {
    const { createApp } = await import('../http/app.ts')
    const snapshot = snapshotOf(this.#at, this.#site.manifest)
    const store = { current: () => snapshot }
    const app = createApp({ store, clock: () => this.#now, onError: fail })
    // with the site's own path, which the path of a post may begin with, too
    const base = new URL(this.#site.manifest.url).pathname.replace(/\/$/, '')
    return async (path) => (await app.request(base + encodePage(path), BROWSER)).text()
  }
}

/** A page that says that something went wrong must not be written. */
function fail(error: unknown): never {
  throw error
}
