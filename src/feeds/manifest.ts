/** What a site says of itself and its feeds. */
import type { FeedSpec, Site } from '../model.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'
import { since } from './documents.ts'

export function toManifest(site: Site, feeds: readonly FeedSpec[]): Manifest {
  const { title, description, url, language, timeZone, http, hub, icon } = site
  return {
    title,
    description,
    url,
    language,
    timeZone,
    ...(icon === undefined ? {} : { icon }),
    ...(hub === undefined ? {} : { hub }),
    ...http,
    feeds: feeds.map(toListing),
  }
}

function toListing(feed: FeedSpec): FeedListing {
  return { base: feed.base, title: feed.title, ...since(feed) }
}
