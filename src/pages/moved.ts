/** The page that a static site has at an address where a post was before. */
import { encodePage } from '../base/text.ts'
import { html, layout } from './layout.ts'
import { here, type SiteNow } from './site.ts'
import { own, phrase, wordsOf } from './words.ts'

/** @param to decoded path of the post's page */
export function movedPage(to: string, site: SiteNow): string {
  const { manifest } = site
  const words = wordsOf(site)
  const path = here(manifest) + encodePage(to)
  const content = html`<main ${own(words)}>
<div class="intro">
<h1>${words.moved}</h1>
<p class="lead">${phrase(words.movedTo, { address: html`<a href="${path}"><bdi>${to}</bdi></a>` })}</p>
</div>
</main>`
  const head = html`<link rel="canonical" href="${manifest.url + encodePage(to)}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${path}">`
  return layout(site, { title: words.moved, head }, content)
}
