/** The page of a tag, an author, a language, a folder, or an archive page. */
import type { FeedKind } from '../model.ts'
import type { Feed } from './feed.ts'
import { formatLinks, html, layout, type Markup } from './layout.ts'
import { cardTags } from './metadata.ts'
import { postList } from './posts.ts'
import { kindOf, nameOf, pathOf, type SiteNow } from './site.ts'

const KINDS: Readonly<Record<FeedKind, string>> = {
  main: 'All posts',
  tag: 'Tag',
  author: 'Author',
  language: 'Language',
  folder: 'Folder',
  archive: 'Archive',
}

export interface Listing {
  /** Of the feed: `/tags/tea/`. */
  readonly base: string
  readonly feed: Feed
  /** Base of the archive page with the next newer posts, once there is one. */
  readonly newer?: string | undefined
}

export function listingPage({ base, feed, newer }: Listing, site: SiteNow): string {
  const { manifest } = site
  const name = nameOf({ base, title: feed.title }, site)
  const content = html`<main class="h-feed">
<div class="intro">
<p class="kind" lang="en">${KINDS[kindOf(base)]}</p>
<h1 class="p-name" dir="auto">${name}</h1>
<p class="quiet" lang="en" dir="ltr">Follow it as ${formatLinks(pathOf(base, site))}.</p>
</div>
${newer === undefined ? '' : newerLink(pathOf(newer, site))}${postList(feed, site)}
</main>`
  const head = cardTags({ title: feed.title, url: manifest.url + encodeURI(base) }, site)
  return layout(site, { title: `${name} · ${manifest.title}`, language: feed.language, base, head }, content)
}

function newerLink(address: string): Markup {
  return html`<p class="more" lang="en" dir="ltr"><a rel="next" href="${address}">Newer posts</a></p>
`
}
