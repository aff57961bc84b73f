/** Lists of posts: the newest with their summaries, the others on a line each. */
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
${earlier.map((item) => entry(item, site, line(item, site)))}</ul>
`
}${older(feed, site)}`
}

function entry({ language: own }: ListedItem, { manifest }: SiteNow, content: Markup): Markup {
  const language = own ?? manifest.language
  return html`<li class="h-entry" lang="${language}"${direction(language)}>${content}</li>
`
}

/** A post without a title is shown by its text, and linked by its date. */
function newest(item: ListedItem, site: SiteNow): Markup {
  const { title } = item
  const date = dateOf(item, site)
  const address = local(item.url, site.manifest)
  const text = teaser(item)
  const summary = text === '' ? '' : html`<p class="p-summary">${text}</p>`
  const content =
    title === undefined
      ? html`${summary}<a class="u-url" href="${address}">${date}</a>`
      : html`<h2><a class="u-url p-name" href="${address}">${title}</a></h2>
${summary}${date}`
  return entry(item, site, content)
}

function line(item: ListedItem, site: SiteNow): Markup {
  return html`<a class="u-url p-name" href="${local(item.url, site.manifest)}">${heading(item)}</a> ${dateOf(item, site)}`
}

function dateOf({ date_published: date, language }: ListedItem, site: SiteNow): Markup {
  return day(date, language ?? site.manifest.language, site, 'dt-published')
}

/** The archive page with the next older posts. */
function older({ next_url: next }: Feed, { manifest }: SiteNow): Markup | '' {
  if (next === undefined) return ''
  const base = decodeURI(local(next, manifest).slice(here(manifest).length)).replace(/[^/]*$/, '')
  return html`<p class="more" lang="en" dir="ltr"><a rel="prev" href="${here(manifest)}${encodeURI(base)}">Older posts</a></p>`
}
