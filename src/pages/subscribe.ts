/** The panel with a feed's address and links to readers. */
import { html, type Markup, raw } from './layout.ts'
import { script } from './script.ts'
import type { SiteNow } from './site.ts'
import { own, wordsOf } from './words.ts'

/**
 * The subscribe address of each reader; the feed's address is appended, percent-encoded. Miniflux on a server of the
 * reader's own cannot be linked.
 */
const READERS: Readonly<Record<string, string>> = {
  Feedly: 'https://feedly.com/i/subscription/feed/',
  Inoreader: 'https://www.inoreader.com/?add_feed=',
  NewsBlur: 'https://www.newsblur.com/?url=',
  'The Old Reader': 'https://theoldreader.com/feeds/subscribe?url=',
  Feedbin: 'https://feedbin.com/?subscribe=',
  Miniflux: 'https://reader.miniflux.app/bookmarklet?uri=',
}

/** @param address of the feed, absolute */
export function subscribePanel(address: string, site: SiteNow): Markup {
  const words = wordsOf(site)
  return html`<section class="panel" ${own(words)} aria-label="${words.subscribe}">
<label for="address">${words.copyAddress}</label>
<div class="address"><input id="address" readonly value="${address}" dir="ltr"><button type="button" data-copy="${words.copied}" hidden aria-live="polite">${words.copy}</button></div>
<p id="readers">${words.chooseReader}</p>
<ul class="chips" aria-labelledby="readers">
<li><a class="app" href="feed:${address}">${words.thisDevice} <bdi data-readers></bdi></a></li>
${Object.entries(READERS).map(
  ([
    name,
    place,
  ]) => html`<li><a href="${place}${encodeURIComponent(address)}" rel="noopener" lang="en">${name}</a></li>
`,
)}</ul>
</section>
<script>${raw(script.text)}</script>`
}
