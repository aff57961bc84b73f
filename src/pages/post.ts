/** The page of one post. */
import type { Manifest, Page } from '../snapshot.ts'
import { heading, type Item, parseItem } from './item.ts'
import { date, here, html, layout, type Markup, raw } from './layout.ts'

export function postPage(page: Page, manifest: Manifest): string {
  const item = parseItem(page.item)
  const language = item.language ?? manifest.language
  const authors = (item.authors ?? []).map(({ name }) => name).join(', ')
  const content = html`<nav><a href="${here(manifest)}/">${manifest.title}</a></nav>
<main lang="${language}" dir="auto">
<article>
${title(item)}
<p class="quiet">${date(item.date_published, language)}${authors === '' ? '' : ` · ${authors}`}</p>
${raw(item.content_html ?? '')}
${players(item)}
</article>
</main>`
  return layout({ title: heading(item) || manifest.title, language, manifest }, content)
}

/** The title of a link post leads where the post points. */
function title({ title, external_url: elsewhere }: Item): Markup | '' {
  if (title === undefined) return ''
  return elsewhere === undefined
    ? html`<h1>${title}</h1>`
    : html`<h1><a href="${elsewhere}">${title}</a></h1>`
}

function players({ attachments = [] }: Item): Markup[] {
  return attachments.map(({ url, mime_type: type, title }) => {
    if (type.startsWith('audio/')) return html`<p><audio controls preload="none" src="${url}"></audio></p>`
    if (type.startsWith('video/')) return html`<p><video controls preload="none" src="${url}"></video></p>`
    return html`<p><a href="${url}">${title ?? url}</a></p>`
  })
}
