/** The page that a browser gets at the address of a feed: how to subscribe, and the posts. */

import { DOCUMENTS } from '../base/paths.ts'
import type { FormatName } from '../model.ts'
import type { Feed } from './feed.ts'
import { html, layout, type Markup } from './layout.ts'
import { postList } from './posts.ts'
import { FORMATS, LABELS, pathOf, type SiteNow } from './site.ts'
import { BRINGS_POSTS, subscribePanel } from './subscribe.ts'

export interface OpenedFeed {
  /** Of the feed: `/tags/tea/`. */
  readonly base: string
  readonly format: FormatName
  readonly feed: Feed
}

export function feedView({ base, format, feed }: OpenedFeed, site: SiteNow): string {
  const { manifest } = site
  const root = pathOf(base, site)
  const content = html`<main>
<div class="intro">
<p class="kind feed" lang="en">${LABELS[format]} feed</p>
<h1 dir="auto">${feed.title}</h1>
${feed.description === undefined ? '' : html`<p class="lead" dir="auto">${feed.description}</p>`}
<p lang="en" dir="ltr">This is a feed: it ${BRINGS_POSTS}</p>
</div>
${subscribePanel(`${manifest.url}${encodeURI(base)}${DOCUMENTS[format].file}`)}
<p class="formats" lang="en" dir="ltr">The same feed: ${otherFormats(root, format)}. For programs: <a href="?raw">the raw document</a>.</p>
<h2 class="divider" lang="en">Newest posts</h2>
${postList(feed, site)}
</main>`
  const head = html`<link rel="canonical" href="${manifest.url}${encodeURI(base)}">
<meta name="robots" content="noindex">`
  return layout(site, { title: feed.title, language: feed.language, base, head }, content)
}

function otherFormats(root: string, format: FormatName): Markup {
  const [first, second] = FORMATS.filter(({ name }) => name !== format).map(
    ({ label, file }) => html`<a href="${root}${file}">${label}</a>`,
  )
  return html`<a href="${root}">as a page</a>, as ${first} or as ${second}`
}
