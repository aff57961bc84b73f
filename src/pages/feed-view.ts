/** What a person sees who opens a feed's address in a browser. */
import { DOCUMENTS } from '../paths.ts'
import type { Bytes, DocumentIndex, Manifest } from '../snapshot.ts'
import { heading, parseFeed } from './item.ts'
import { date, html, layout } from './layout.ts'

/** `feed` is the JSON Feed with the same entries. */
export function feedView(
  manifest: Manifest,
  { path, format }: Pick<DocumentIndex, 'path' | 'format'>,
  feed: Bytes,
): string {
  const { title, items } = parseFeed(feed)
  const base = path.slice(0, path.lastIndexOf('/') + 1)
  const address = manifest.url + encodeURI(path)
  const others = Object.entries(DOCUMENTS).filter(([name]) => name !== format)
  const content = html`<header>
<h1>${title}</h1>
<p>This is a feed. Put its address into a feed reader, and new posts come to you.</p>
<p><code>${address}</code></p>
<p><a href="feed:${address}">Subscribe</a> · <a href="${address}?raw">The document itself</a>
${others.map(([, { file }]) => html` · <a href="${manifest.url}${encodeURI(base)}${file}">${file}</a>`)}</p>
</header>
<main>
<ul class="posts">${items.map(
    (item) => html`<li dir="auto"><a href="${item.url}">${heading(item) || 'Untitled'}</a>
<p>${date(item.date_published, item.language ?? manifest.language)}</p></li>
`,
  )}</ul>
</main>`
  return layout({ title, language: manifest.language, manifest }, content)
}
