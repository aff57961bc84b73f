/** The page of a feed that is not the whole site: a tag, an author, a language, a folder, an archive page. */

import type { FeedKind } from '../model.ts'
import type { Feed } from './feed.ts'
import { formatLinks, html, layout, type Markup } from './layout.ts'
import { cardTags } from './metadata.ts'
import { postList } from './posts.ts'
import { here, kindOf, nameOf, type SiteNow } from './site.ts'

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
  const root = here(manifest)
  const content = html`<main class="h-feed">
<div class="intro">
<p class="kind" lang="en">${KINDS[kindOf(base)]}</p>
<h1 class="p-name" dir="auto">${name}</h1>
<p class="quiet" lang="en" dir="ltr">Follow it as ${formatLinks(root, base)}.</p>
</div>
${newer === undefined ? '' : newerLink(root + encodeURI(newer))}${postList(feed, site)}
</main>`
  const card = {
    type: 'website',
    title: feed.title,
    description: '',
    url: manifest.url + encodeURI(base),
  } as const
  const frame = {
    title: `${name} · ${manifest.title}`,
    language: feed.language,
    base,
    head: cardTags(card, site),
  }
  return layout(site, frame, content)
}

function newerLink(address: string): Markup {
  return html`<p class="more" lang="en" dir="ltr"><a rel="next" href="${address}">Newer posts</a></p>
`
}
