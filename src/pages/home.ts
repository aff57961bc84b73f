/** The site's first page: the newest posts, and every feed. */
import type { Bytes, FeedListing, Manifest } from '../snapshot.ts'
import { heading, type Item, parseFeed } from './item.ts'
import { date, html, layout, type Markup } from './layout.ts'
import { opml } from './opml.ts'

/** `feed` is the main JSON Feed. */
export function homePage(manifest: Manifest, feeds: readonly FeedListing[], feed: Bytes | undefined): string {
  const items = feed === undefined ? [] : parseFeed(feed).items
  const content = html`<header>
<h1>${manifest.title}</h1>
<p class="quiet">${manifest.description}</p>
</header>
<main>
${items.length === 0 ? html`<p>There are no posts yet.</p>` : html`<ul class="posts">${items.map((item) => row(item, manifest))}</ul>`}
<h2>Feeds</h2>
<ul class="feeds">${feeds.map((feed) => feedRow(feed, manifest))}</ul>
<p><a href="${manifest.url}${opml.path}">All feeds in one file</a> (OPML), for readers that import lists.</p>
</main>`
  return layout({ title: manifest.title, language: manifest.language, manifest }, content)
}

function row(item: Item, manifest: Manifest): Markup {
  return html`<li dir="auto" lang="${item.language ?? manifest.language}"><a href="${item.url}">${heading(item) || 'Untitled'}</a>
<p>${date(item.date_published, manifest.language)}</p>${item.title === undefined ? '' : html`<p>${item.summary ?? ''}</p>`}</li>
`
}

function feedRow({ base, title }: FeedListing, manifest: Manifest): Markup {
  const address = manifest.url + encodeURI(base)
  return html`<li>${title}: <a href="${address}rss.xml">RSS</a>, <a href="${address}atom.xml">Atom</a>, <a href="${address}feed.json">JSON Feed</a></li>
`
}
