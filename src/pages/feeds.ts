/** The page that lists every feed. */

import { OWN } from '../base/paths.ts'
import type { FeedKind } from '../model.ts'
import type { FeedListing } from '../snapshot/snapshot.ts'
import { html, layout, type Markup } from './layout.ts'
import { cardTags } from './metadata.ts'
import { opml } from './opml.ts'
import { feedsOf, here, nameOf, pathOf, type SiteNow } from './site.ts'
import { BRINGS_POSTS, subscribePanel } from './subscribe.ts'

const path = OWN.feeds

export const feedsPage = { path, html: feedsHtml }

/** Feeds of one kind on the page; the OPML file has all. */
const MAX_LISTED = 2000

/** The kinds of feeds besides the main one, in order. */
const KINDS: readonly (readonly [kind: FeedKind, label: string])[] = [
  ['language', 'Languages'],
  ['folder', 'Folders'],
  ['author', 'Authors'],
  ['tag', 'Tags'],
]

function feedsHtml(site: SiteNow): string {
  const { manifest } = site
  const content = html`<main lang="en" dir="ltr">
<div class="intro">
<p class="kind">Subscribe</p>
<h1><bdi>${manifest.title}</bdi></h1>
<p class="lead">A feed ${BRINGS_POSTS}</p>
</div>
${subscribePanel(`${manifest.url}/rss.xml`)}
${feedList(site, MAX_LISTED, opml.path)}
<p>Readers that import lists take <a href="${here(manifest)}${opml.path}">all feeds in one file</a> (OPML).</p>
</main>`
  const description = `Every feed of ${manifest.title}, and how to subscribe.`
  const head = cardTags({ title: 'Subscribe', description, url: manifest.url + path }, site)
  return layout(site, { title: 'Subscribe', language: manifest.language, head }, content)
}

/**
 * The feeds by kind, each linked to its page.
 * @param most of a kind; a link to the path `rest` stands for the others
 */
export function feedList(site: SiteNow, most: number, rest: string = path): Markup | '' {
  const kinds = KINDS.map(([kind, label]) => ({ label, feeds: feedsOf(kind, site) }))
  const shown = kinds.filter(({ feeds }) => feeds.length > 0)
  if (shown.length === 0) return ''
  return html`<section class="all-feeds" lang="en" dir="ltr" aria-label="Feeds">
${shown.map(
  ({ label, feeds }) => html`<h2>${label}</h2>
<ul class="chips">
${feeds.slice(0, most).map((feed) => row(feed, site))}${feeds.length <= most ? '' : html`<li><a href="${here(site.manifest)}${rest}">All ${feeds.length}</a></li>`}</ul>
`,
)}</section>`
}

function row(feed: FeedListing, site: SiteNow): Markup {
  return html`<li><a href="${pathOf(feed.base, site)}"><bdi>${nameOf(feed, site)}</bdi></a></li>
`
}
