/** Feeds and posts as pages show them, read from the JSON Feed documents of the snapshot. */
import type { Instant, License } from '../model.ts'
import { cut } from '../snapshot/bytes.ts'
import type { DocumentBytes, DocumentIndex, Edition, Page, StoredDocument } from '../snapshot/snapshot.ts'
import { isPublic } from '../snapshot/visibility.ts'

/** https://www.jsonfeed.org/version/1.1/#items */
export interface Item {
  readonly url: string
  readonly title?: string
  readonly summary?: string
  readonly content_html?: string
  readonly external_url?: string
  readonly image?: string | undefined
  /** The image, if the text does not show it. */
  readonly banner_image?: string
  readonly date_published: string
  readonly date_modified: string
  readonly language?: string
  readonly authors?: readonly Author[]
  readonly tags?: readonly string[]
  readonly attachments?: readonly Attachment[]
  readonly _dropfeed?: { readonly comments?: string; readonly license?: License }
}

export interface Author {
  readonly name: string
  readonly url?: string
  readonly avatar?: string
}

export interface Attachment {
  readonly url: string
  readonly mime_type: string
  readonly title?: string
  readonly duration_in_seconds?: number
}

/** In characters: a heading made of a summary, and a summary in a list. */
const MAX_HEADING = 80
const MAX_SUMMARY = 280

export function itemOf({ item }: Page): Item {
  return JSON.parse(item)
}

/** The title, or what stands for it. */
export function heading({ title, summary = '', date_published: date }: ListedItem): string {
  return title ?? (shorten(summary, MAX_HEADING) || date.slice(0, 10))
}

export function teaser({ summary = '' }: ListedItem): string {
  return shorten(summary, MAX_SUMMARY)
}

/** The image of a post, else the first picture in its text, where values of attributes are in double quotes. */
export function pictureOf({ image, content_html: text = '' }: Item): string | undefined {
  if (image !== undefined) return image
  const start = text.indexOf('<img ')
  const [, address] =
    start === -1 ? [] : (/ src="([^"]*)"/.exec(text.slice(start, text.indexOf('>', start))) ?? [])
  return address?.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** Cuts between words if there are any. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1).toWellFormed()
  const words = cut.replace(/\s+\S*$/, '')
  return `${words.length > length / 2 ? words : cut}…`
}

/** https://www.jsonfeed.org/version/1.1/#top-level */
export interface Feed {
  readonly title: string
  readonly description?: string
  readonly icon?: string
  /** Of the feed with the next older items. */
  readonly next_url?: string
  readonly items: readonly ListedItem[]
}

/** What lists show of an item: it is kept in memory, so it has no text. */
export type ListedItem = Omit<Item, 'content_html' | '_dropfeed'> & {
  /** Address of a picture that stands for the post. */
  readonly picture?: string | undefined
}

/** As long as the document's index is kept. */
const feeds = new WeakMap<Edition, Feed>()

/** The feed in an edition of its JSON Feed document. */
export async function openFeed(document: StoredDocument, edition: Edition): Promise<Feed> {
  const feed = feeds.get(edition) ?? feedOf(document.index, await document.bytes(), edition)
  feeds.set(edition, feed)
  return feed
}

/** Posts that a feed has no room for, as its page lists them at an instant. */
export function earlierItems({ earlier = [] }: DocumentIndex, { items }: Feed, now: Instant): ListedItem[] {
  const shown = new Set(items.map(({ url }) => url))
  return earlier
    .filter((post) => isPublic([post], now) && !shown.has(post.url))
    .map(({ from, until: _, ...post }) => {
      const date = new Date(from).toISOString()
      return { ...post, date_published: date, date_modified: date }
    })
}

/** Reads post by post, so that the texts of the posts are never in memory together. */
export function feedOf(index: DocumentIndex, bytes: DocumentBytes, edition: Edition): Feed {
  const empty: Feed = readJson(cut(index, bytes, edition, []))
  const shown = edition.runs.flatMap(([first, last]) => bytes.slices.slice(first, last + 1))
  return { ...empty, items: shown.map(listed) }
}

function listed(slice: Uint8Array): ListedItem {
  const item: Item = readJson(slice)
  const { content_html: _, _dropfeed: __, ...rest } = item
  return { ...rest, picture: pictureOf(item) }
}

const decoder = new TextDecoder()

function readJson<T>(bytes: Uint8Array): T {
  return JSON.parse(decoder.decode(bytes))
}
