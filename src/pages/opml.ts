/** OPML 2.0: all feeds in one file that readers import. https://opml.org/spec2.opml */
import { html, raw } from 'hono/html'
import { OWN } from '../base/paths.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'

export const opml = { path: OWN.opml, type: 'text/x-opml; charset=utf-8', text: opmlText }

/** Kept, since there may be many thousand feeds and requests must not wait for each other's lists. */
const texts = new WeakMap<readonly FeedListing[], string>()

function opmlText(manifest: Manifest, feeds: readonly FeedListing[]): string {
  const text = texts.get(feeds) ?? write(manifest, feeds)
  texts.set(feeds, text)
  return text
}

function write(manifest: Manifest, feeds: readonly FeedListing[]): string {
  const outlines = feeds.map((feed) => outline(feed, manifest))
  return String(html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<opml version="2.0">
<head>
<title>${manifest.title}</title>
</head>
<body>
${outlines}</body>
</opml>
`)
}

function outline({ base, title }: FeedListing, { url }: Manifest) {
  const page = url + encodeURI(base)
  return html`<outline type="rss" version="RSS2" text="${title}" title="${title}" xmlUrl="${page}rss.xml" htmlUrl="${page}"/>
`
}
