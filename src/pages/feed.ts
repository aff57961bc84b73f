/** Feeds as pages show them, read from the JSON Feed documents of the snapshot. */
import type { Instant } from '../model.ts'
import { cut } from '../snapshot/bytes.ts'
import type { DocumentBytes, DocumentIndex, Edition, StoredDocument } from '../snapshot/snapshot.ts'
import { isPublic } from '../snapshot/visibility.ts'
import { type Item, pictureOf } from './item.ts'

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
