/** The manifest: the site and its feeds. */

import { defined } from '../base/defined.ts'
import type { FeedSpec, Site } from '../model.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'
import { since } from './documents.ts'

export function toManifest(site: Site, feeds: readonly FeedSpec[]): Manifest {
  const { title, description, url, language, timeZone, http, hubs, ...rest } = site
  const { icon, image, css, menu, license, blogroll, files } = rest
  const own = { icon, image, css, menu, license, blogroll, files }
  const listed = feeds.map(toListing)
  return defined({ title, description, url, language, timeZone, ...own, hubs, ...http, feeds: listed })
}

function toListing(feed: FeedSpec): FeedListing {
  return { base: feed.base, title: feed.title, ...since(feed) }
}
