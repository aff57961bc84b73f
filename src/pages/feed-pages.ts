/** The pages that show a feed: the first page, the page of each feed, and what a browser gets at a feed's address. */
import { DOCUMENTS } from '../base/paths.ts'
import type { FeedKind, FormatName } from '../model.ts'
import type { Feed } from './feed.ts'
import { feedList } from './feeds.ts'
import { alternatives, formatLink, formatLinks, html, layout, type Markup } from './layout.ts'
import { cardTags, siteMetadata } from './metadata.ts'
import { postList } from './posts.ts'
import { FORMATS, kindOf, LABELS, nameOf, pathOf, type SiteNow } from './site.ts'
import { BRINGS_POSTS, subscribePanel } from './subscribe.ts'

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

/** The page of a tag, an author, a language, a folder, or an archive page. */
export function listingPage({ base, feed, newer }: Listing, site: SiteNow): string {
  const { title, url } = site.manifest
  const name = nameOf({ base, title: feed.title }, site)
  const content = html`<main class="h-feed">
<div class="intro">
<p class="kind" lang="en">${KINDS[kindOf(base)]}</p>
<h1 class="p-name" dir="auto">${name}</h1>
<p class="quiet" lang="en" dir="ltr">Follow it as ${formatLinks(pathOf(base, site))}.</p>
</div>
${newer === undefined ? '' : newerLink(pathOf(newer, site))}${postList(feed, site)}
</main>`
  const head = cardTags({ title: feed.title, url: url + encodeURI(base) }, site)
  return layout(site, { title: `${name} · ${title}`, language: feed.language, base, head }, content)
}

function newerLink(address: string): Markup {
  return html`<p class="more" lang="en" dir="ltr"><a rel="next" href="${address}">Newer posts</a></p>
`
}

export interface OpenedFeed {
  readonly base: string
  readonly format: FormatName
  readonly feed: Feed
}

/** What a browser gets at the address of a feed: how to subscribe, and the posts. */
export function feedView({ base, format, feed }: OpenedFeed, site: SiteNow): string {
  const address = site.manifest.url + encodeURI(base)
  const { title, description, language } = feed
  const content = html`<main>
<div class="intro">
<p class="kind feed" lang="en">${LABELS[format]} feed</p>
<h1 dir="auto">${title}</h1>
${description === undefined ? '' : html`<p class="lead" dir="auto">${description}</p>`}
<p lang="en" dir="ltr">This is a feed: it ${BRINGS_POSTS}</p>
</div>
${subscribePanel(address + DOCUMENTS[format].file)}
<p class="formats" lang="en" dir="ltr">The same feed: ${otherFormats(pathOf(base, site), format)}. For programs: <a href="?raw">the raw document</a>.</p>
<h2 class="divider" lang="en">Newest posts</h2>
${postList(feed, site)}
</main>`
  const head = html`<link rel="canonical" href="${address}">
<meta name="robots" content="noindex">`
  return layout(site, { title, language, base, head }, content)
}

function otherFormats(path: string, format: FormatName): Markup {
  const others = FORMATS.filter(({ name }) => name !== format)
  const links = others.map((other) => html`as ${formatLink(path, other)}`)
  return alternatives([html`<a href="${path}">as a page</a>`, ...links])
}
