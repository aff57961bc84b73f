/** The entries of a feed as posts. */
import { cleanLine } from '../base/text.ts'
import type { FeedEntry } from './feed-document.ts'
import { textOf } from './foreign-html.ts'
import type { Export, ImportedPost } from './imported-post.ts'
import type { OldFeed } from './old-feed.ts'
import { siteOf } from './one-feed.ts'
import { dateOf } from './post-dates.ts'

export function feedExport(feed: OldFeed, given?: string): Export {
  const site = given ?? feed.home ?? (siteOf(feed) || undefined)
  return { kind: 'Feed', site, items: feed.entries.map((entry) => toPost(entry, site)), next: feed.next }
}

function toPost(entry: FeedEntry, site: string | undefined): ImportedPost {
  const { id, link, title = '', published, teaser, isUpdate, tags, authors, image, enclosures } = entry
  const html = entry.text ?? teaser
  const updated = isUpdate || (entry.updated ?? 0) <= (published ?? 0) ? undefined : entry.updated
  return {
    id,
    title,
    slug: '',
    address: link,
    site,
    date: dateOf(published),
    updated: dateOf(updated),
    tags,
    authors,
    description: descriptionOf(teaser, html),
    image,
    enclosures,
    html,
    base: link ?? site,
    isPage: false,
    leftovers: [],
  }
}

/** A teaser that only repeats how the text begins says nothing. */
function descriptionOf(teaser: string, html: string): string | undefined {
  const words = cleanLine(textOf(teaser) ?? '').replace(/\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?).*$/u, '')
  const text = cleanLine(textOf(html) ?? '')
  return words === '' || text.startsWith(words) ? undefined : words
}
