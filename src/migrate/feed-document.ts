/** A feed of another system, in any format, as far as it is known. The sole user of feedsmith's feeds outside the tests. */
import { parseFeed } from 'feedsmith'
import { cleanLine } from '../base/text.ts'
import type { Enclosure, Instant } from '../model.ts'
import { paragraphsOf, textOf } from './foreign-html.ts'
import type { OldEntry } from './matching.ts'

export interface FeedEntry extends OldEntry {
  /** HTML; only if it is surely the whole text. */
  readonly text: string | undefined
  /** HTML; a summary, or all there is. */
  readonly teaser: string
  /** The date is that of the last change, since the feed has no other. */
  readonly isUpdate: boolean
  readonly updated: Instant | undefined
  readonly tags: readonly string[]
  readonly authors: readonly string[]
  readonly image: string | undefined
  /** What a link post links to, where the feed says it apart. */
  readonly external: string | undefined
  readonly enclosures: readonly Pick<Enclosure, 'url' | 'type' | 'length'>[]
}

type Text = string | undefined

interface Head {
  readonly title: Text
  /** The address of the feed. */
  readonly self: Text
  /** The address of the site. */
  readonly home: Text
  /** The page with older entries: RFC 5005, section 3, and JSON Feed's `next_url`. */
  readonly next: Text
}

export interface FeedDocument extends Head {
  readonly entries: readonly FeedEntry[]
}

/** @throws an Error if it is not a feed */
export function parseFeedDocument(document: Uint8Array | string): FeedDocument {
  const parsed: Parsed = parseFeed(typeof document === 'string' ? document : decode(document))
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
    return entries(feed.items, (item) => ({
      id: item.guid?.value,
      link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
      title: item.title,
      date: item.pubDate ?? item.dc?.dates?.[0],
      text: item.content?.encoded,
      teaser: item.description,
      updated: item.atom?.updated,
      tags: item.categories?.map(({ name }) => name),
      authors: item.dc?.creators ?? item.authors?.map(({ name }) => name),
      enclosures: item.enclosures?.map(({ url, type, length }) => ({ url, type, length })),
    }))
  }
  if (format === 'atom') {
    return entries(feed.entries, ({ id, links, title, published, updated, content, summary, ...entry }) => ({
      id,
      link: links?.find(({ rel }) => rel === undefined || rel === 'alternate')?.href,
      title: title?.value,
      date: published ?? updated,
      isUpdate: published === undefined,
      text: htmlOf(content),
      teaser: htmlOf(summary),
      updated,
      tags: entry.categories?.map(({ label, term }) => label ?? term),
      authors: (entry.authors ?? feed.authors)?.map(({ name }) => name),
      enclosures: links
        ?.filter(({ rel }) => rel === 'enclosure')
        .map(({ href, type, length }) => ({ url: href, type, length })),
    }))
  }
  if (format === 'json') {
    return entries(feed.items, (item) => ({
      id: item.id,
      link: item.url ?? item.external_url,
      title: item.title,
      date: item.date_published,
      text: item.content_html ?? (item.content_text && paragraphsOf(item.content_text)),
      teaser: item.summary,
      updated: item.date_modified,
      tags: item.tags,
      authors: (item.authors ?? feed.authors)?.map(({ name }) => name),
      image: item.image ?? item.banner_image,
      external: item.external_url,
      enclosures: item.attachments?.map(({ url, mime_type, size_in_bytes }) => ({
        url,
        type: mime_type,
        length: size_in_bytes,
      })),
    }))
  }
  return entries(feed.items, (item) => ({
    id: item.rdf?.about,
    link: item.link,
    title: item.title,
    date: item.dc?.dates?.[0],
    text: item.content?.encoded,
    teaser: item.description,
    authors: item.dc?.creators,
  }))
}

/** Text without a type is plain text (RFC 4287, sections 3.1.1 and 4.1.3.1). */
function htmlOf(text: { readonly value?: Text; readonly type?: Text } | undefined): Text {
  const { value, type = 'text' } = text ?? {}
  return value !== undefined && /^text(?:\/plain)?$/.test(type) ? paragraphsOf(value) : value
}

interface Fields {
  readonly id: Text
  readonly link: Text
  readonly title: Text
  readonly date: unknown
  readonly isUpdate?: boolean
  readonly text: Text
  /** HTML; a summary, or all there is. */
  readonly teaser?: Text
  readonly updated?: unknown
  readonly tags?: readonly Text[] | undefined
  readonly authors?: readonly Text[] | undefined
  readonly image?: Text
  readonly external?: Text
  readonly enclosures?:
    | readonly { readonly url?: Text; readonly type?: Text; readonly length?: number | undefined }[]
    | undefined
}

function entries<Item>(items: readonly Item[] | undefined, fieldsOf: (item: Item) => Fields): FeedEntry[] {
  return (items ?? []).flatMap((item) => {
    const { id, link, title, date, enclosures = [], ...fields } = fieldsOf(item)
    const key = cleanLine(id ?? link ?? '')
    if (key === '') return []
    return {
      id: key,
      link,
      title: title === undefined ? undefined : plain(title),
      published: toInstant(date),
      isUpdate: fields.isUpdate ?? false,
      text: fields.text,
      teaser: fields.teaser ?? '',
      updated: toInstant(fields.updated),
      tags: namesOf(fields.tags),
      authors: namesOf(fields.authors),
      image: fields.image,
      external: fields.external,
      enclosures: enclosures.flatMap(({ url, type = '', length = 0 }) =>
        url === undefined ? [] : [{ url, type, length }],
      ),
    }
  })
}

function toInstant(date: unknown): Instant | undefined {
  const instant = Date.parse(String(date))
  return Number.isNaN(instant) ? undefined : instant
}

function namesOf(names: readonly Text[] = []): string[] {
  return [...new Set(names.map((name) => cleanLine(plain(name ?? ''))))].filter((name) => name !== '')
}

/** Titles are HTML in some feeds and plain text in others, and no feed says which. */
function plain(title: string): string {
  return /[<&]/.test(title) ? (textOf(title) ?? title) : title
}
