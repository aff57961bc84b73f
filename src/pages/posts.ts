/** Lists of posts: the newest with their summaries, the others on a line each. */
import { type Feed, heading, type ListedItem, teaser } from './feed.ts'
import { day, direction, html, type Markup } from './layout.ts'
import { feedsOf, findFeed, here, local, pathOf, type SiteNow } from './site.ts'
import { own } from './words.ts'

const NEWEST = 10

/** Tags shown of a post. */
const MAX_TAGS = 3

/** @param more posts that the feed has no room for */
export function postList(feed: Feed, site: SiteNow, more: readonly ListedItem[] = []): Markup {
  const { items } = feed
  if (items.length === 0) return html`<p ${own(site)}>${site.words.none}</p>`
  const earlier = [...items.slice(NEWEST), ...more]
  return html`<ul class="posts">
${items.slice(0, NEWEST).map((item) => newest(item, site))}</ul>
${
  earlier.length === 0
    ? ''
    : html`<h2 ${own(site)}>${site.words.earlier}</h2>
${postLines(earlier, site)}`
}${older(feed, site)}`
}

export function postLines(items: readonly ListedItem[], site: SiteNow): Markup {
  const line = (item: ListedItem) =>
    html`<a class="u-url p-name" href="${local(item.url, site.manifest)}">${heading(item)}</a> ${dateOf(item, site)}`
  return html`<ul class="earlier">
${items.map((item) => entry(item, site, line(item)))}</ul>
`
}

function entry({ language: own }: ListedItem, { manifest }: SiteNow, content: Markup): Markup {
  const language = own ?? manifest.language
  return html`<li class="h-entry" lang="${language}"${direction(language)}>${content}</li>\n`
}

/** A post without a title is shown by its text, and linked by its date. */
function newest(item: ListedItem, site: SiteNow): Markup {
  const { title } = item
  const address = local(item.url, site.manifest)
  const text = teaser(item)
  const summary = text === '' ? '' : html`<p class="p-summary">${text}</p>`
  const day = dateOf(item, site)
  const [name, date] =
    title === undefined
      ? ['', html`<a class="u-url" href="${address}">${day}</a>`]
      : [html`<h2><a class="u-url p-name" href="${address}">${title}</a></h2>\n`, day]
  const byline = html`<p class="byline">${date}${marks(item)}${authors(item, site)}${tags(item, site)}</p>`
  return entry(item, site, html`${picture(item, address, site)}${name}${summary}${byline}`)
}

/** Of a post with a title a small one; one without a title is a photo. It leads nowhere that the title does not. */
function picture({ picture, title }: ListedItem, address: string, { manifest }: SiteNow): Markup | '' {
  if (picture === undefined) return ''
  const kind = title === undefined ? 'photo' : 'thumb'
  return html`<a class="${kind}" href="${address}" tabindex="-1" aria-hidden="true"><img src="${local(picture, manifest)}" alt="" loading="lazy" decoding="async"></a>`
}

/** The site that a link post leads to, and how long a sound or film plays. */
function marks({ external_url: elsewhere, attachments = [] }: ListedItem): Markup[] {
  const host = elsewhere === undefined ? undefined : URL.parse(elsewhere)?.host.replace(/^www\./, '')
  const media = attachments.find(({ mime_type: type }) => /^(?:audio|video)\//.test(type))
  return [
    ...(host ? [html` <a class="u-bookmark-of elsewhere" href="${elsewhere}"><bdi>${host}</bdi></a>`] : []),
    ...(media === undefined
      ? []
      : [html` <span class="plays">${playingTime(media.duration_in_seconds)}</span>`]),
  ]
}

/** `1:02:03`, `2:03` */
function playingTime(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor)
  const two = (number = 0) => String(number).padStart(2, '0')
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** Where one person writes everything, the name says nothing. */
function authors({ authors = [] }: ListedItem, site: SiteNow): Markup[] {
  if (feedsOf('author', site).length < 2) return []
  return authors.map(({ name }) => {
    const feed = findFeed('author', name, site)
    const label = html`<bdi class="p-name">${name}</bdi>`
    const linked = feed === undefined ? label : html`<a href="${pathOf(feed.base, site)}">${label}</a>`
    return html` <span class="p-author h-card">${linked}</span>`
  })
}

function tags({ tags = [] }: ListedItem, site: SiteNow): Markup[] {
  return tags.slice(0, MAX_TAGS).flatMap((tag) => {
    const feed = findFeed('tag', tag, site)
    return feed === undefined
      ? []
      : html` <a class="p-category" rel="tag" href="${pathOf(feed.base, site)}"><bdi>${tag}</bdi></a>`
  })
}

function dateOf({ date_published: date, language }: ListedItem, site: SiteNow): Markup {
  return day(date, language ?? site.manifest.language, site, 'dt-published')
}

/** The archive page with the next older posts. */
function older({ next_url: next }: Feed, site: SiteNow): Markup | '' {
  if (next === undefined) return ''
  const { manifest } = site
  const base = decodeURI(local(next, manifest).slice(here(manifest).length)).replace(/[^/]*$/, '')
  return html`<p class="more" ${own(site)}><a rel="prev" href="${here(manifest)}${encodeURI(base)}">${site.words.older}</a></p>`
}
