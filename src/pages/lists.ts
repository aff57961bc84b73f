/** Pages above those of feeds and posts: all tags, all authors, and the archive. */
import { ARCHIVE, archiveBase, ROOTS } from '../base/paths.ts'
import type { FeedKind, Instant } from '../model.ts'
import type { FeedListing } from '../snapshot/snapshot.ts'
import type { Feed } from './feed.ts'
import { feedChips, MAX_LISTED, others } from './feeds.ts'
import { html, layout, type Markup } from './layout.ts'
import { cardTags } from './metadata.ts'
import { opml } from './opml.ts'
import { postLines } from './posts.ts'
import { feedsOf, here, nameOf, type SiteNow } from './site.ts'
import { own } from './words.ts'

const ARCHIVE_PATH = `/${ARCHIVE}/`

/** Paths of the pages; a post with the same path comes first. */
export const LISTS: Readonly<Record<string, FeedKind>> = {
  [ROOTS.tag]: 'tag',
  [ROOTS.author]: 'author',
  [ARCHIVE_PATH]: 'archive',
  '/posts/': 'archive',
}

/** @param feed the main feed. Undefined for a kind without feeds. */
export function listPage(path: string, feed: Feed, site: SiteNow, now: Instant): string | undefined {
  const kind = LISTS[path]
  if (kind === undefined) return undefined
  if (kind === 'archive') return page(kind, ARCHIVE_PATH, archive(feed, site, now), site)
  const feeds = feedsOf(kind, site)
  if (feeds.length === 0) return undefined
  const rest = others(feeds.length, { most: MAX_LISTED, rest: opml.path }, site)
  return page(kind, path, feedChips(byName(feeds.slice(0, MAX_LISTED), site), site, rest), site)
}

function page(kind: FeedKind, path: string, list: Markup, site: SiteNow): string {
  const { manifest } = site
  const title = site.words.lists[kind]
  const content = html`<main ${own(site)}>
<div class="intro">
<h1>${title}</h1>
</div>
${list}</main>`
  const head = cardTags({ title, url: manifest.url + path }, site)
  return layout(site, { title, path: here(manifest) + path, head }, content)
}

function byName(feeds: readonly FeedListing[], site: SiteNow): FeedListing[] {
  const { compare } = new Intl.Collator(site.words.language, { numeric: true })
  const named = feeds.map((feed) => ({ feed, name: nameOf(feed, site) }))
  return named.sort((a, b) => compare(a.name, b.name)).map(({ feed }) => feed)
}

/** The posts of the main feed by year, then the pages with those that it has no room for, also by year. */
function archive({ items }: Feed, site: SiteNow, now: Instant): Markup {
  const { archive = [], timeZone } = site.manifest
  const format = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone })
  const yearOf = (instant: Instant) => format.format(instant)
  const years = Map.groupBy(items, ({ date_published: date }) => yearOf(Date.parse(date)))
  const pages = archive.flatMap((since, number) =>
    since <= now ? [{ base: archiveBase(number), title: '', since }] : [],
  )
  const pagesOf = Map.groupBy(pages.toReversed(), ({ since }) => yearOf(since))
  const lists = [...years].map(([year, posts]) => html`<h2>${year}</h2>\n${postLines(posts, site)}`)
  if (pages.length === 0) return html`${lists}`
  const others = [...pagesOf].map(
    ([year, pages]) => html`<h2>${site.words.older}: ${year}</h2>\n${feedChips(pages, site)}`,
  )
  return html`${lists}<section class="all-feeds" aria-label="${site.words.older}">
${others}</section>
`
}
