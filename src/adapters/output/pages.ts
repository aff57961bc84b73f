/**
 * What a person sees at an address of the site, for static hosts: what the server would answer. To load a server and to
 * ask it takes longer than to make the pages, so those are made here that are sure to stand at their address.
 */
import type { Compilation } from '../../compile.ts'
import { isGone, namedTarget } from '../../http/aliases.ts'
import type { Instant } from '../../model.ts'
import { errorPage, NOTHING } from '../../pages/error.ts'
import { feedOf } from '../../pages/feed.ts'
import { feedsPage } from '../../pages/feeds.ts'
import { homePage } from '../../pages/home.ts'
import { listingPage } from '../../pages/listing.ts'
import { opml } from '../../pages/opml.ts'
import { feedsAt, type SiteNow } from '../../pages/site.ts'
import { stylesheet } from '../../pages/style.ts'
import { DOCUMENTS, OWN } from '../../paths.ts'
import { visible } from '../../snapshot/visibility.ts'
import { MemoryStore, snapshotInMemory } from '../stores/memory.ts'

/** What static hosts show where there is nothing: what the server shows a person. */
export const NOT_FOUND = OWN.notFound

const BROWSER = { headers: { 'Sec-Fetch-Dest': 'document' } }

export class BuildPages {
  readonly #compilation: Compilation
  readonly #now: Instant
  readonly #site: SiteNow
  #server: Promise<(path: string) => Promise<string>> | undefined

  constructor(compilation: Compilation, now: Instant) {
    this.#compilation = compilation
    this.#now = now
    const { manifest } = compilation
    this.#site = { manifest, feeds: feedsAt(manifest, now) }
  }

  /** @param path below the site's own */
  async at(path: string): Promise<string> {
    const made = this.#isFree(path) ? this.#make(path) : undefined
    if (made !== undefined) return made
    this.#server ??= this.#load()
    return (await this.#server)(path)
  }

  /** Whether neither a post nor the publisher has taken the address for something else. */
  #isFree(path: string): boolean {
    const { manifest, pageMembers } = this.#compilation
    const isNamed = isGone(path, manifest) || namedTarget({ path, search: '' }, manifest) !== undefined
    return !isNamed && !pageMembers.has(path)
  }

  #make(path: string): string | undefined {
    if (path === NOT_FOUND) return errorPage(404, NOTHING, this.#site)
    if (path === feedsPage.path) return feedsPage.html(this.#site)
    if (path === opml.path) return opml.text(this.#site.manifest, this.#site.feeds)
    return path === stylesheet.path ? stylesheet.text : this.#ofFeed(path)
  }

  #ofFeed(base: string): string | undefined {
    const document = this.#compilation.document(base + DOCUMENTS.json.file)
    const edition = document && visible(document.index, this.#now)?.edition
    if (document === undefined || edition === undefined) return undefined
    const feed = feedOf(document.index, document.bytes(), edition)
    const { newer } = edition
    return base === '/' ? homePage(this.#site, feed) : listingPage({ base, feed, newer }, this.#site)
  }

  async #load(): Promise<(path: string) => Promise<string>> {
    const { createApp } = await import('../../http/app.ts')
    const store = new MemoryStore(snapshotInMemory(this.#compilation, async () => undefined))
    const app = createApp({ store, clock: () => this.#now, onError: fail })
    // with the site's own path, which the path of a post may begin with, too
    const base = new URL(this.#site.manifest.url).pathname.replace(/\/$/, '')
    return async (path) => (await app.request(base + encodeURI(path), BROWSER)).text()
  }
}

/** A page that says that something went wrong must not be written. */
function fail(error: unknown): never {
  throw error
}
