/** The page of an error. */
import { html, layout } from './layout.ts'
import { en } from './locales/en.ts'
import { here, type SiteNow } from './site.ts'
import { own, phrase, wordsOf } from './words.ts'

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
  const words = wordsOf(site)
  const heading = words[HEADINGS[status] ?? 'failed']
  const content = html`<main ${own(words)}>
<div class="intro">
<p class="kind">${status}</p>
<h1>${heading}</h1>
<p class="lead">${words[refusal]}</p>
</div>
<p>${phrase(words.newestOn, {}, `${here(site.manifest)}/`)}</p>
</main>`
  const head = html`<meta name="robots" content="noindex">`
  return layout(site, { title: heading, head }, content)
}
