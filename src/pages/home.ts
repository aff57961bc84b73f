/** The site's first page: the newest posts, and every feed. */
import type { Bytes } from '../snapshot.ts'
import { feedList } from './feeds.ts'
import { feedOf } from './item.ts'
import { html, layout } from './layout.ts'
import { siteMetadata } from './metadata.ts'
import { postList } from './posts.ts'
import type { SiteNow } from './site.ts'

/** Feeds of one kind that the first page names; the page of all feeds names every one. */
const MAX_FEEDS = 24

/** `bytes`: the main feed as JSON Feed. */
export function homePage(site: SiteNow, bytes: Bytes): string {
  const { title, description, language } = site.manifest
  const feed = feedOf(bytes)
  const content = html`<main class="h-feed">
<data class="p-name" value="${title}"></data>
${
  description === ''
    ? ''
    : html`<p class="p-summary lead intro" dir="auto">${description}</p>
`
}${postList(feed, site)}
${feedList(site, MAX_FEEDS)}
</main>`
  return layout(site, { title, language, isHome: true, head: siteMetadata(feed.icon, site) }, content)
}
