/** The pages that show a feed: the first page, the page of each feed, and what a browser gets at a feed's address. */
import { DOCUMENTS } from '../base/paths.ts'
import type { FormatName } from '../model.ts'
import type { Feed, ListedItem } from './feed.ts'
import { feedList, subscribePanel } from './feeds.ts'
import { formatLink, formatLinks, html, layout, type Markup } from './layout.ts'
import { cardTags, siteMetadata } from './metadata.ts'
import { postList } from './posts.ts'
import { FORMATS, kindOf, nameOf, pathOf, type SiteNow } from './site.ts'
import { alternatives, own, phrase } from './words.ts'

/** Feeds of one kind on the first page. */
const MAX_FEEDS = 24

/** @param feed the main feed */
export function homePage(site: SiteNow, feed: Feed): string {
  const { title, description } = site.manifest
  const lead = description === '' ? '' : html`<p class="p-summary lead intro" dir="auto">${description}</p>\n`
  const content = html`<main class="h-feed">
<data class="p-name" value="${title}"></data>
${lead}${postList(feed, site)}
${feedList(site, MAX_FEEDS)}
</main>`
  const head = siteMetadata(feed.icon, site)
  return layout(site, { title, path: pathOf('/', site), head }, content)
}

export interface Listing {
  /** Of the feed: `/tags/tea/`. */
  readonly base: string
  readonly feed: Feed
  /** Base of the archive page with the next newer posts, once there is one. */
  readonly newer?: string | undefined
  /** Posts that the feed has no room for. */
  readonly earlier?: readonly ListedItem[]
}

/** The page of a tag, an author, a language, a folder, or an archive page. */
export function listingPage({ base, feed, newer, earlier }: Listing, site: SiteNow): string {
  const { title, url } = site.manifest
  const name = nameOf({ base, title: feed.title }, site)
  const content = html`<main class="h-feed">
<div class="intro">
<p class="kind" ${own(site)}>${site.words.kinds[kindOf(base)]}</p>
<h1 class="p-name" dir="auto">${name}</h1>
<p class="quiet" ${own(site)}>${phrase(site.words.follow, { formats: formatLinks(pathOf(base, site), site) })}</p>
</div>
${newer === undefined ? '' : newerLink(newer, site)}${postList(feed, site, earlier)}
</main>`
  const head = cardTags({ title: feed.title, url: url + encodeURI(base) }, site)
  const path = pathOf(base, site)
  return layout(site, { title: `${name} · ${title}`, base, path, head }, content)
}

function newerLink(base: string, site: SiteNow): Markup {
  return html`<p class="more" ${own(site)}><a rel="next" href="${pathOf(base, site)}">${site.words.newer}</a></p>\n`
}

/** What a browser gets at the address of a feed: how to subscribe, and the posts. */
export function feedView(
  { base, format, feed }: { base: string; format: FormatName; feed: Feed },
  site: SiteNow,
): string {
  const address = site.manifest.url + encodeURI(base)
  const { title, description } = feed
  const content = html`<main>
<div class="intro">
<p class="kind feed" ${own(site)}>${phrase(site.words.feed, { format: DOCUMENTS[format].label })}</p>
<h1 dir="auto">${title}</h1>
${description === undefined ? '' : html`<p class="lead" dir="auto">${description}</p>`}
<p ${own(site)}>${site.words.brings}</p>
</div>
${subscribePanel(address + DOCUMENTS[format].file, site)}
<p class="formats" ${own(site)}>${phrase(site.words.sameFeed, { formats: otherFormats(pathOf(base, site), format, site) })} ${phrase(site.words.raw, {}, '?raw')}</p>
<h2 class="divider" ${own(site)}>${site.words.newest}</h2>
${postList(feed, site)}
</main>`
  const head = html`<link rel="canonical" href="${address}">
<meta name="robots" content="noindex">`
  return layout(site, { title, base, head }, content)
}

function otherFormats(path: string, format: FormatName, site: SiteNow): Markup {
  const others = FORMATS.filter(({ name }) => name !== format)
  const page = html`<a href="${path}">${site.words.aPage}</a>`
  return alternatives([page, ...others.map((other) => formatLink(path, other))], site.words)
}
