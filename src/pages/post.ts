/** The page of one post. */
import { decoded } from '../base/text.ts'
import type { Page } from '../snapshot/snapshot.ts'
import { withAnchors, withOwnPaths } from './content.ts'
import { type Attachment, type Author, heading, type Item, itemOf, pictureOf } from './feed.ts'
import { day, direction, html, layout, licenseLine, type Markup, raw } from './layout.ts'
import { postMetadata } from './metadata.ts'
import { findFeed, local, pathOf, type SiteNow } from './site.ts'
import { own } from './words.ts'

/** A post, and the public posts before and after it. */
export interface OpenedPost {
  readonly page: Page
  readonly older?: Page | undefined
  readonly newer?: Page | undefined
}

export function postPage({ page, older, newer }: OpenedPost, site: SiteNow): string {
  const item = itemOf(page)
  const language = item.language ?? site.manifest.language
  const content = html`<main>
<article class="h-entry" lang="${language}"${direction(language)}>
<header>
${title(item, site)}
${byline(item, language, site)}
</header>
${banner(item, page, site)}
<div class="e-content prose">
${raw(withAnchors(arranged(withOwnPaths(item.content_html ?? '', site.manifest))))}</div>
${players(item, site)}
${tags(item, site)}
${reply(item, site)}${licenseLine(item._dropfeed?.license, site)}</article>
${neighbours(older, newer, site)}
</main>`
  const head = postMetadata({ ...item, image: pictureOf(item) ?? site.manifest.image }, page.imageAlt, site)
  const { manifest } = site
  const path = local(item.url, manifest)
  return layout(site, { title: heading(item), path, head }, content)
}

function reply({ _dropfeed: { comments } = {} }: Item, site: SiteNow): Markup | '' {
  if (comments === undefined) return ''
  return html`<p class="reply" ${own(site)}><a href="${local(comments, site.manifest)}">${site.words.comments}</a></p>\n`
}

/** The title of a link post is the link. */
function title({ title, external_url: elsewhere }: Item, { manifest }: SiteNow): Markup | '' {
  if (title === undefined) return ''
  return elsewhere === undefined
    ? html`<h1 class="p-name">${title}</h1>`
    : html`<h1 class="p-name"><a class="u-bookmark-of" href="${local(elsewhere, manifest)}">${title}</a></h1>`
}

function byline(item: Item, language: string, site: SiteNow): Markup {
  const { authors = [], date_published: published, date_modified: modified } = item
  const revised =
    published.slice(0, 10) === modified.slice(0, 10)
      ? ''
      : html` <span class="revised">(<span ${own(site)}>${site.words.updated}</span> ${day(modified, language, site, 'dt-updated')})</span>`
  return html`<p class="byline"><a class="u-url" href="${local(item.url, site.manifest)}" rel="bookmark">${day(published, language, site, 'dt-published')}</a>${revised}${authors.map((author) => card(author, site))}</p>`
}

/** Links to the author's feed on this site, or else to the author's own site. */
function card({ name, url, avatar }: Author, site: SiteNow): Markup {
  const feed = findFeed('author', name, site)
  const picture =
    avatar === undefined
      ? ''
      : html`<img class="u-photo" src="${local(avatar, site.manifest)}" alt="" width="24" height="24"> `
  const label = html`${picture}<bdi class="p-name">${name}</bdi>`
  const own = url === undefined ? '' : html`<data class="u-url" value="${local(url, site.manifest)}"></data>`
  const address = feed === undefined ? url && local(url, site.manifest) : pathOf(feed.base, site)
  return html` <span class="p-author h-card">${own}${link(label, address)}</span>`
}

function link(label: Markup, address: string | undefined): Markup {
  return address === undefined ? label : html`<a href="${address}">${label}</a>`
}

function banner({ banner_image: image }: Item, { imageAlt = '' }: Page, { manifest }: SiteNow): Markup | '' {
  if (image === undefined) return ''
  return html`<img class="u-featured banner" src="${local(image, manifest)}" alt="${imageAlt}">`
}

/**
 * Code and tables scroll in boxes that a keyboard reaches, and the box of a task stands in place of its bullet. Text
 * holds no bare `<`.
 */
function arranged(content: string): string {
  return content
    .replace(/<li>(?=\n?(?:<p>)?[☐☑] )/g, '<li class="task">')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<table', '<div class="wide" tabindex="0"><table')
    .replaceAll('</table>', '</table></div>')
}

function players({ attachments = [], content_html: text = '' }: Item, { manifest }: SiteNow): Markup[] {
  return attachments
    .filter(({ url }) => !text.includes(`src="${url.replaceAll('&', '&amp;')}"`))
    .map((file) => player({ ...file, url: local(file.url, manifest) }))
}

function player({ url, mime_type: type, title }: Attachment): Markup {
  const name = title ?? fileName(url)
  const [, kind] = /^(audio|video)\//.exec(type) ?? []
  if (kind !== undefined)
    return html`<p class="file">${raw(`<${kind}`)} class="u-${kind}" controls preload="none" src="${url}" aria-label="${name}">${raw(`</${kind}>`)}</p>\n`
  return html`<p class="file"><a class="u-enclosure" href="${url}" type="${type}">${name}</a></p>\n`
}

function fileName(address: string): string {
  const [, name = address] = /([^/?#]*)(?:[?#].*)?$/.exec(address) ?? []
  return decoded(name)
}

function tags({ tags = [] }: Item, site: SiteNow): Markup | '' {
  if (tags.length === 0) return ''
  return html`<ul class="chips tags">
${tags.map((tag) => {
  const feed = findFeed('tag', tag, site)
  return html`<li>${feed === undefined ? html`<span class="p-category">${tag}</span>` : html`<a class="p-category" rel="tag" href="${pathOf(feed.base, site)}">${tag}</a>`}</li>\n`
})}</ul>`
}

function neighbours(older: Page | undefined, newer: Page | undefined, site: SiteNow): Markup | '' {
  if (older === undefined && newer === undefined) return ''
  return html`<nav class="neighbours" ${own(site)} aria-label="${site.words.around}">
${neighbour('prev', site.words.previous, older, site)}${neighbour('next', site.words.next, newer, site)}</nav>`
}

function neighbour(rel: string, label: string, page: Page | undefined, site: SiteNow): Markup | '' {
  if (page === undefined) return ''
  const item = itemOf(page)
  const language = item.language ?? site.manifest.language
  return html`<a rel="${rel}" href="${local(item.url, site.manifest)}"><span class="quiet">${label}</span> <span lang="${language}"${direction(language)}>${heading(item)}</span></a>\n`
}
