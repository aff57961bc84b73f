/** The page of one post. */
import type { Manifest, Page } from '../snapshot.ts'
import { heading, type Item, parseItem } from './item.ts'
import { date, html, layout, type Markup, raw } from './layout.ts'

export function postPage(page: Page, manifest: Manifest): string {
  const item = parseItem(page.item)
  const language = item.language ?? manifest.language
  const authors = (item.authors ?? []).map(({ name }) => name).join(', ')
  const content = html`<nav><a href="${manifest.url}/">${manifest.title}</a></nav>
<main lang="${language}" dir="auto">
<article>
${item.title === undefined ? '' : html`<h1>${item.title}</h1>`}
<p class="quiet">${date(item.date_published, language)}${authors === '' ? '' : ` · ${authors}`}</p>
${raw(item.content_html ?? '')}
${players(item)}
</article>
</main>`
  return layout({ title: heading(item) || manifest.title, language, manifest }, content)
}

function players({ attachments = [] }: Item): Markup[] {
  return attachments.map(({ url, mime_type: type, title }) => {
    if (type.startsWith('audio/')) return html`<p><audio controls preload="none" src="${url}"></audio></p>`
    if (type.startsWith('video/')) return html`<p><video controls preload="none" src="${url}"></video></p>`
    return html`<p><a href="${url}">${title ?? url}</a></p>`
  })
}
