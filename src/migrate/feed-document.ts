/** A feed of another system, in any format, as far as it is known. The sole user of feedsmith's feeds outside the tests. */
import { parseFeed } from 'feedsmith'
import { cleanLine } from '../base/text.ts'
import type { OldEntry } from '../ids/matching.ts'
import { textOf } from './foreign-html.ts'

export interface FeedEntry extends OldEntry {
  /** HTML; only what is surely the whole of it. */
  readonly text?: string
  /** The date is that of the last change: the feed gives no other. */
  readonly isUpdate?: true
}

type Text = string | undefined

/** What a feed says of itself. */
interface Head {
  readonly title: Text
  /** The address of the feed. */
  readonly self: Text
  /** The address of the site. */
  readonly home: Text
  /** Where the feed goes on: RFC 5005, section 3, and JSON Feed's `next_url`. */
  readonly next: Text
}

export interface FeedDocument extends Head {
  readonly entries: readonly FeedEntry[]
}

/** @throws whatever says that it is no feed */
export function parseFeedDocument(bytes: Uint8Array): FeedDocument {
  const parsed: Parsed = parseFeed(decode(bytes))
  return { ...headOf(parsed), entries: entriesOf(parsed) }
}

/** In the encoding that the XML declaration names, or else UTF-8. */
function decode(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const [, encoding = 'utf-8'] = /^[^<]*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start) ?? []
  return new TextDecoder(encoding).decode(bytes)
}

type Parsed = ReturnType<typeof parseFeed>

function headOf({ format, feed }: Parsed): Head {
  if (format === 'json')
    return { title: feed.title, self: feed.feed_url, home: feed.home_page_url, next: feed.next_url }
  const links = (format === 'atom' ? feed.links : feed.atom?.links) ?? []
  const linked = (rel: string) => links.find((link) => (link.rel ?? 'alternate') === rel)?.href
  const [title, home] = format === 'atom' ? [feed.title?.value, linked('alternate')] : [feed.title, feed.link]
  return { title, home, self: linked('self'), next: linked('next') }
}

function entriesOf({ format, feed }: Parsed): FeedEntry[] {
  if (format === 'rss') {
    return entries(feed.items, (item) => [
      item.guid?.value,
      item.link,
      item.title,
      item.pubDate ?? item.dc?.dates?.[0],
      item.content?.encoded,
    ])
  }
  if (format === 'atom') {
    return entries(feed.entries, (entry) => {
      const link = entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')
      const { id, title, published, updated, content } = entry
      return [id, link?.href, title?.value, published ?? updated, content?.value, published === undefined]
    })
  }
  if (format === 'json') {
    return entries(feed.items, (item) => [
      item.id,
      item.url ?? item.external_url,
      item.title,
      item.date_published,
      item.content_html,
    ])
  }
  return entries(feed.items, (item) => [
    item.rdf?.about,
    item.link,
    item.title,
    item.dc?.dates?.[0],
    item.content?.encoded,
  ])
}

type Told = readonly [id: Text, link: Text, title: Text, date: unknown, text: Text, isUpdate?: boolean]

function entries<Item>(items: readonly Item[] | undefined, tell: (item: Item) => Told): FeedEntry[] {
  return (items ?? []).flatMap((item) => {
    const [given, link, title, date, text, isUpdate = false] = tell(item)
    const id = cleanLine(given ?? link ?? '')
    const published = Date.parse(String(date))
    if (id === '') return []
    return {
      id,
      ...(link === undefined ? {} : { link }),
      ...(title === undefined ? {} : { title: plain(title) }),
      ...(Number.isNaN(published) ? {} : { published }),
      ...(text === undefined ? {} : { text }),
      ...(isUpdate ? { isUpdate } : {}),
    }
  })
}

/** Titles are HTML in some feeds and plain text in others; nobody says which. */
function plain(title: string): string {
  return /[<&]/.test(title) ? (textOf(title) ?? title) : title
}
