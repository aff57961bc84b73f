/** The page of an error. */
import { html, layout } from './layout.ts'
import { here, type SiteNow } from './site.ts'

const HEADINGS: Readonly<Record<number, string>> = {
  404: 'Nothing here',
  410: 'This has ended',
}

export const NOTHING = 'There is nothing at this address.'

/** @param message what went wrong, in a sentence */
export function errorPage(status: number, message: string, site: SiteNow): string {
  const heading = HEADINGS[status] ?? 'That did not work'
  const content = html`<main lang="en" dir="ltr">
<div class="intro">
<p class="kind">${status}</p>
<h1>${heading}</h1>
<p class="lead">${message}</p>
</div>
<p>The newest posts are on <a href="${here(site.manifest)}/">the first page</a>.</p>
</main>`
  const head = html`<meta name="robots" content="noindex">`
  return layout(site, { title: heading, language: site.manifest.language, head }, content)
}
