/** The page that lists every feed, and lists of feeds on other pages. */
import { OWN } from '../base/paths.ts'
import type { FeedKind } from '../model.ts'
import type { FeedListing } from '../snapshot/snapshot.ts'
import { html, layout, type Markup, raw } from './layout.ts'
import { cardTags } from './metadata.ts'
import { opml } from './opml.ts'
import { script } from './policy.ts'
import { feedsOf, here, local, nameOf, pathOf, type SiteNow } from './site.ts'
import { counted, own, phrase } from './words.ts'

const path = OWN.feeds

export const feedsPage = { path, html: feedsHtml }

/** Feeds of one kind on a page; the OPML file has all. */
export const MAX_LISTED = 2000

/** The kinds of feeds besides the main one, in order. */
const KINDS: readonly FeedKind[] = ['language', 'folder', 'author', 'tag']

function feedsHtml(site: SiteNow): string {
  const { manifest } = site
  const content = html`<main ${own(site)}>
<div class="intro">
<p class="kind">${site.words.subscribe}</p>
<h1><bdi>${manifest.title}</bdi></h1>
<p class="lead">${site.words.brings}</p>
</div>
${subscribePanel(`${manifest.url}/rss.xml`, site)}
${feedList(site, MAX_LISTED, opml.path)}
<p>${phrase(site.words.opml, {}, here(manifest) + opml.path)}</p>
${blogroll(site)}</main>`
  const description = site.words.everyFeed.replace('{site}', manifest.title)
  const head = cardTags({ title: site.words.subscribe, description, url: manifest.url + path }, site)
  return layout(site, { title: site.words.subscribe, head }, content)
}

/** The blogs that the configuration recommends; those of a file are in the file alone. */
function blogroll(site: SiteNow): Markup | '' {
  const { blogroll = [] } = site.manifest
  if (blogroll.length === 0) return ''
  const links = blogroll.map(({ title, url, feed }) => [local(url ?? feed, site.manifest), title] as const)
  return html`<section class="all-feeds" aria-label="${site.words.blogroll}">
<h2><a href="${here(site.manifest)}${OWN.blogroll}">${site.words.blogroll}</a></h2>
${chips(links)}</section>
`
}

/**
 * The feeds by kind, each linked to its page.
 * @param most of a kind; a link to the path `rest` stands for the others
 */
export function feedList(site: SiteNow, most: number, rest: string = path): Markup | '' {
  const kinds = KINDS.map((kind) => ({ kind, feeds: feedsOf(kind, site) }))
  const shown = kinds.filter(({ feeds }) => feeds.length > 0)
  if (shown.length === 0) return ''
  return html`<section class="all-feeds" ${own(site)} aria-label="${site.words.feeds}">
${shown.map(
  ({ kind, feeds }) => html`<h2>${site.words.lists[kind]}</h2>
${feedChips(feeds.slice(0, most), site, others(feeds.length, { most, rest }, site))}`,
)}</section>`
}

/** A link to the path `rest`, which has all feeds, where they are more than are shown. */
export function others(
  feeds: number,
  { most, rest }: { most: number; rest: string },
  site: SiteNow,
): Markup | '' {
  return feeds <= most
    ? ''
    : html`<li><a href="${here(site.manifest)}${rest}">${counted(site.words.allFeeds, feeds, site.words)}</a></li>\n`
}

export function feedChips(feeds: readonly FeedListing[], site: SiteNow, last: Markup | '' = ''): Markup {
  const links = feeds.map((feed) => [pathOf(feed.base, site), nameOf(feed, site)] as const)
  return chips(links, last)
}

/** A row of links. */
function chips(links: readonly (readonly [href: string, name: string])[], last: Markup | '' = ''): Markup {
  const items = links.map(([href, name]) => html`<li><a href="${href}"><bdi>${name}</bdi></a></li>\n`)
  return html`<ul class="chips">
${items}${last}</ul>
`
}

/**
 * The subscribe address of each reader; the feed's address is appended, percent-encoded. Miniflux on a server of the
 * reader's own cannot be linked.
 */
const READERS: Readonly<Record<string, string>> = {
  Feedly: 'https://feedly.com/i/subscription/feed/',
  Inoreader: 'https://www.inoreader.com/?add_feed=',
  NewsBlur: 'https://www.newsblur.com/?url=',
  'The Old Reader': 'https://theoldreader.com/feeds/subscribe?url=',
  Feedbin: 'https://feedbin.com/?subscribe=',
  Miniflux: 'https://reader.miniflux.app/bookmarklet?uri=',
}

/** @param address of the feed, absolute */
export function subscribePanel(address: string, site: SiteNow): Markup {
  const readers = Object.entries(READERS).map(
    ([name, place]) =>
      html`<li><a href="${place}${encodeURIComponent(address)}" rel="noopener" lang="en">${name}</a></li>\n`,
  )
  return html`<section class="panel" ${own(site)} aria-label="${site.words.subscribe}">
<label for="address">${site.words.copyAddress}</label>
<div class="address"><input id="address" readonly value="${address}" dir="ltr"><button type="button" data-copy="${site.words.copied}" hidden aria-live="polite">${site.words.copy}</button></div>
<p id="readers">${site.words.chooseReader}</p>
<ul class="chips" aria-labelledby="readers">
<li><a class="app" href="feed:${address}">${site.words.thisDevice} <bdi data-readers></bdi></a></li>
${readers}</ul>
</section>
<script>${raw(script.text)}</script>`
}
