/** How to subscribe to a feed: its address, and the readers that take it with one tap. */
import { html, type Markup, raw } from './layout.ts'
import { script } from './script.ts'

/**
 * Where each reader subscribes to the address that is put behind it, percent-encoded. `feed:` opens the reader that is
 * installed; Miniflux is also at home on people's own servers, which nobody can know here.
 */
const READERS: Readonly<Record<string, string>> = {
  Feedly: 'https://feedly.com/i/subscription/feed/',
  Inoreader: 'https://www.inoreader.com/?add_feed=',
  NewsBlur: 'https://www.newsblur.com/?url=',
  'The Old Reader': 'https://theoldreader.com/feeds/subscribe?url=',
  Feedbin: 'https://feedbin.com/?subscribe=',
  Miniflux: 'https://reader.miniflux.app/bookmarklet?uri=',
}

/** What a feed does, in the words after its name. */
export const BRINGS_POSTS =
  'brings new posts to the reader of your choice: no account, no e-mail address, no algorithm.'

/** `address`: of the feed, absolute. */
export function subscribePanel(address: string): Markup {
  return html`<section class="panel" lang="en" dir="ltr" aria-label="Subscribe">
<label for="address">Copy this address into your feed reader</label>
<div class="address"><input id="address" readonly value="${address}" dir="ltr"><button type="button" data-copy hidden aria-live="polite">Copy</button></div>
<p id="readers">Or choose your reader</p>
<ul class="chips" aria-labelledby="readers">
<li><a class="app" href="feed:${address}">Reader on this device</a></li>
${Object.entries(READERS).map(
  ([name, place]) => html`<li><a href="${place}${encodeURIComponent(address)}" rel="noopener">${name}</a></li>
`,
)}</ul>
</section>
<script>${raw(script.text)}</script>`
}
