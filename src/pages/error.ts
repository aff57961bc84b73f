/** Pages at addresses where there is nothing: errors, and posts that have moved. */
import { encodePage } from '../base/text.ts'
import { html, layout } from './layout.ts'
import { en } from './locales/en.ts'
import { here, type SiteNow } from './site.ts'
import { own, phrase } from './words.ts'

const HEADINGS: Readonly<Record<number, 'nothingHere' | 'ended'>> = {
  404: 'nothingHere',
  410: 'ended',
}

/** Why there is nothing at an address. */
export type Refusal = 'nothing' | 'gone' | 'deleted'

/** In English, for programs. */
export function reasonOf(refusal: Refusal): string {
  return en[refusal]
}

export function errorPage(status: number, refusal: Refusal, site: SiteNow): string {
  const heading = site.words[HEADINGS[status] ?? 'failed']
  const content = html`<main ${own(site)}>
<div class="intro">
<p class="kind">${status}</p>
<h1>${heading}</h1>
<p class="lead">${site.words[refusal]}</p>
</div>
<p>${phrase(site.words.newestOn, {}, `${here(site.manifest)}/`)}</p>
</main>`
  const head = html`<meta name="robots" content="noindex">`
  return layout(site, { title: heading, head }, content)
}

/**
 * The page that a static site has at an address where a post was before.
 * @param to decoded path of the post's page
 */
export function movedPage(to: string, site: SiteNow): string {
  const { manifest } = site
  const path = here(manifest) + encodePage(to)
  const content = html`<main ${own(site)}>
<div class="intro">
<h1>${site.words.moved}</h1>
<p class="lead">${phrase(site.words.movedTo, { address: html`<a href="${path}"><bdi>${to}</bdi></a>` })}</p>
</div>
</main>`
  const head = html`<link rel="canonical" href="${manifest.url + encodePage(to)}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${path}">`
  return layout(site, { title: site.words.moved, head }, content)
}
