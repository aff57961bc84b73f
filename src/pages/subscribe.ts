/** The panel with a feed's address and links to readers. */
import { html, type Markup, raw } from './layout.ts'
import { script } from './script.ts'

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

/** Follows the name of a feed. */
export const BRINGS_POSTS =
  'brings new posts to the reader of your choice: no account, no e-mail address, no algorithm.'

/** @param address of the feed, absolute */
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
