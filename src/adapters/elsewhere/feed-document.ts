/** A feed of another system, in any format, as far as it is known. The sole user of feedsmith's feeds outside the tests. */
import { parseFeed } from 'feedsmith'
import type { OldEntry } from '../../identity/matching.ts'
import { cleanLine } from '../../text.ts'

export interface FeedDocument {
  readonly entries: readonly OldEntry[]
  /** Where the feed goes on, if it says so. */
  readonly next?: string
}

/** @throws whatever says that it is no feed */
export function parseFeedDocument(bytes: Uint8Array): FeedDocument {
  return toDocument(parseFeed(decode(bytes)))
}

/** In the encoding that the XML declaration names, or else UTF-8. */
function decode(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const [, encoding = 'utf-8'] = /^[^<]*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start) ?? []
  return new TextDecoder(encoding).decode(bytes)
}

type Parsed = ReturnType<typeof parseFeed>

function toDocument(parsed: Parsed): FeedDocument {
  const next = nextPage(parsed)
  return { entries: oldEntries(parsed), ...(next === undefined ? {} : { next }) }
}

function oldEntries({ format, feed }: Parsed): OldEntry[] {
  if (format === 'rss') {
    return entries(feed.items, (item) => [
      item.guid?.value,
      item.link,
      item.title,
      item.pubDate ?? item.dc?.dates?.[0],
    ])
  }
  if (format === 'atom') {
    return entries(feed.entries, (entry) => {
      const link = entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')
      return [entry.id, link?.href, entry.title?.value, entry.published ?? entry.updated]
    })
  }
  if (format === 'json') {
    return entries(feed.items, (item) => [
      item.id,
      item.url ?? item.external_url,
      item.title,
      item.date_published,
    ])
  }
  return entries(feed.items, (item) => [item.rdf?.about, item.link, item.title, item.dc?.dates?.[0]])
}

type Text = string | undefined
type Told = readonly [id: Text, link: Text, title: Text, published: unknown]

function entries<Item>(items: readonly Item[] | undefined, tell: (item: Item) => Told): OldEntry[] {
  return (items ?? []).flatMap((item) => {
    const [given, link, title, date] = tell(item)
    const id = cleanLine(given ?? link ?? '')
    const published = Date.parse(String(date))
    if (id === '') return []
    return {
      id,
      ...(link === undefined ? {} : { link }),
      ...(title === undefined ? {} : { title: plain(title) }),
      ...(Number.isNaN(published) ? {} : { published }),
    }
  })
}

/** Titles are HTML in some feeds and plain text in others; nobody says which. */
function plain(title: string): string {
  return title.replace(/<[^<>]+>/g, '').replaceAll('&amp;', '&')
}

/** RFC 5005, section 3, and JSON Feed's `next_url`. */
function nextPage({ format, feed }: Parsed): string | undefined {
  if (format === 'json') return feed.next_url
  const links = format === 'atom' ? feed.links : feed.atom?.links
  return links?.find(({ rel }) => rel === 'next')?.href
}
