/** Lists of posts: the newest with their summaries, the others in a line each. */
import type { Manifest } from '../snapshot/snapshot.ts'
import type { Feed, ListedItem } from './feed.ts'
import { heading, teaser } from './item.ts'
import { day, direction, html, type Markup } from './layout.ts'
import { here, local, type SiteNow } from './site.ts'

/** Posts shown with their summaries. */
const NEWEST = 10

export function postList(feed: Feed, site: SiteNow): Markup {
  const { items } = feed
  if (items.length === 0) return html`<p lang="en" dir="ltr">There are no posts yet.</p>`
  const earlier = items.slice(NEWEST)
  return html`<ul class="posts">
${items.slice(0, NEWEST).map((item) => newest(item, site))}</ul>
${
  earlier.length === 0
    ? ''
    : html`<h2 lang="en">Earlier</h2>
<ul class="earlier">
${earlier.map((item) => lineOnce(item, site))}</ul>
`
}${older(feed, site)}`
}

/** A post without a title is shown by its text, and found behind its date. */
function newest(item: ListedItem, site: SiteNow): Markup {
  const language = item.language ?? site.manifest.language
  const date = day(item.date_published, language, site, 'dt-published')
  const address = local(item.url, site.manifest)
  const text = teaser(item)
  const summary = text === '' ? '' : html`<p class="p-summary">${text}</p>`
  const opening = html`<li class="h-entry" lang="${language}"${direction(language)}>`
  if (item.title === undefined) {
    return html`${opening}${summary}<a class="u-url" href="${address}">${date}</a></li>
`
  }
  return html`${opening}<h2><a class="u-url p-name" href="${address}">${item.title}</a></h2>
${summary}${date}</li>
`
}

const lines = new WeakMap<Manifest, WeakMap<ListedItem, Markup>>()

/** Written once for all lists of the site that have it. */
function lineOnce(item: ListedItem, site: SiteNow): Markup {
  const ofSite = lines.get(site.manifest) ?? new WeakMap<ListedItem, Markup>()
  lines.set(site.manifest, ofSite)
  const written = ofSite.get(item) ?? line(item, site)
  ofSite.set(item, written)
  return written
}

function line(item: ListedItem, site: SiteNow): Markup {
  const language = item.language ?? site.manifest.language
  return html`<li class="h-entry" lang="${language}"${direction(language)}><a class="u-url p-name" href="${local(item.url, site.manifest)}">${heading(item)}</a> ${day(item.date_published, language, site, 'dt-published')}</li>
`
}

/** The archive page that goes on where a feed ends. */
function older({ next_url: next }: Feed, { manifest }: SiteNow): Markup | '' {
  if (next === undefined) return ''
  const base = decodeURI(local(next, manifest).slice(here(manifest).length)).replace(/[^/]*$/, '')
  return html`<p class="more" lang="en" dir="ltr"><a rel="prev" href="${here(manifest)}${encodeURI(base)}">Older posts</a></p>`
}
