/** The first page: the newest posts and the feeds. */
import type { Feed } from './feed.ts'
import { feedList } from './feeds.ts'
import { html, layout } from './layout.ts'
import { siteMetadata } from './metadata.ts'
import { postList } from './posts.ts'
import type { SiteNow } from './site.ts'

/** Feeds of one kind on the first page. */
const MAX_FEEDS = 24

/** @param feed the main feed */
export function homePage(site: SiteNow, feed: Feed): string {
  const { title, description, language } = site.manifest
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
