/** OPML 2.0: all feeds in one file that readers import. https://opml.org/spec2.opml */
import { html, raw } from 'hono/html'
import { OWN } from '../base/paths.ts'
import type { Recommended } from '../model.ts'
import type { FeedListing, Manifest } from '../snapshot/snapshot.ts'
import type { Markup } from './words.ts'

const TYPE = 'text/x-opml; charset=utf-8'

export const opml = { path: OWN.opml, type: TYPE, text: opmlText }

/** The blogs that the site recommends. */
export const blogroll = { path: OWN.blogroll, type: TYPE, text: blogrollText }

/** Kept, since there may be many thousand feeds and requests must not wait for each other's lists. */
const texts = new WeakMap<readonly FeedListing[], string>()

function opmlText(manifest: Manifest, feeds: readonly FeedListing[]): string {
  const outlines = () => feeds.map((feed) => outline(feed, manifest))
  const text = texts.get(feeds) ?? document(manifest, outlines())
  texts.set(feeds, text)
  return text
}

/** Undefined where the configuration names none, or a file has them. */
function blogrollText(manifest: Manifest): string | undefined {
  const { blogroll = [] } = manifest
  return blogroll.length === 0 ? undefined : document(manifest, blogroll.map(recommended))
}

function recommended({ title, url, feed }: Recommended) {
  const page = url === undefined ? '' : html` htmlUrl="${url}"`
  return html`<outline type="rss" text="${title}" title="${title}" xmlUrl="${feed}"${page}/>\n`
}

function document(manifest: Manifest, outlines: readonly Markup[]): string {
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
  return html`<outline type="rss" version="RSS2" text="${title}" title="${title}" xmlUrl="${page}rss.xml" htmlUrl="${page}"/>\n`
}
