/** The page that lists every feed, and says how to subscribe to them all. */

import { OWN } from '../base/paths.ts'
import type { FeedKind } from '../model.ts'
import type { FeedListing } from '../snapshot/snapshot.ts'
import { html, layout, type Markup } from './layout.ts'
import { cardTags } from './metadata.ts'
import { opml } from './opml.ts'
import { feedsByKind, here, nameOf, type SiteNow } from './site.ts'
import { BRINGS_POSTS, subscribePanel } from './subscribe.ts'

const path = OWN.feeds

export const feedsPage = { path, html: feedsHtml }

/** Feeds of one kind that the page lists; the OPML file has every one. */
const MAX_LISTED = 2000

/** The kinds of feeds besides the main one, in the order in which they are listed. */
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
  const card = { type: 'website', title: 'Subscribe', description, url: manifest.url + path } as const
  return layout(
    site,
    { title: 'Subscribe', language: manifest.language, head: cardTags(card, site) },
    content,
  )
}

/** The feeds by kind, each leading to its page; of one kind at most `most`, and then the path of the `rest`. */
export function feedList(site: SiteNow, most: number, rest: string = path): Markup | '' {
  const byKind = feedsByKind(site)
  const kinds = KINDS.map(([kind, label]) => ({ label, feeds: byKind.get(kind) ?? [] }))
  if (kinds.every(({ feeds }) => feeds.length === 0)) return ''
  return html`<section class="all-feeds" lang="en" dir="ltr" aria-label="Feeds">
${kinds
  .filter(({ feeds }) => feeds.length > 0)
  .map(
    ({ label, feeds }) => html`<h2>${label}</h2>
<ul class="chips">
${feeds.slice(0, most).map((feed) => row(feed, site))}${feeds.length <= most ? '' : html`<li><a href="${here(site.manifest)}${rest}">All ${feeds.length}</a></li>`}</ul>
`,
  )}</section>`
}

function row(feed: FeedListing, site: SiteNow): Markup {
  return html`<li><a href="${here(site.manifest)}${encodeURI(feed.base)}"><bdi>${nameOf(feed, site)}</bdi></a></li>
`
}
