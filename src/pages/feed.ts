/** Feeds as the pages see them: the JSON Feed documents that the snapshot holds. */
import { cut } from '../snapshot/bytes.ts'
import type { DocumentBytes, DocumentIndex, Edition, StoredDocument } from '../snapshot/snapshot.ts'
import type { Item } from './item.ts'

/** https://www.jsonfeed.org/version/1.1/#top-level, as feeds/formats/json.ts writes it. */
export interface Feed {
  readonly title: string
  readonly description?: string
  readonly language: string
  readonly icon?: string
  /** Of the feed with the next older items. */
  readonly next_url?: string
  readonly items: readonly ListedItem[]
}

/** What a list shows of a post. No more of it is kept in memory. */
export type ListedItem = {
  readonly [Key in 'url' | 'title' | 'summary' | 'date_published' | 'language']: Item[Key]
}

/** Feeds that are kept: those that people look at again and again. */
const MAX_FEEDS = 50

const feeds = new Map<Edition, Feed>()

/** A feed as an edition of its JSON Feed document shows it. */
export async function openFeed(document: StoredDocument, edition: Edition): Promise<Feed> {
  const known = feeds.get(edition)
  if (known !== undefined) return known
  const feed = feedOf(document.index, await document.bytes(), edition)
  if (feeds.size >= MAX_FEEDS) feeds.clear()
  feeds.set(edition, feed)
  return feed
}

/** Each post is read once for all feeds that hold it. */
export function feedOf(index: DocumentIndex, bytes: DocumentBytes, edition: Edition): Feed {
  const empty: Feed = readJson(cut(index, bytes, edition, []))
  const shown = edition.runs.flatMap(([first, last]) => bytes.slices.slice(first, last + 1))
  return { ...empty, items: shown.map(listed) }
}

const items = new WeakMap<Uint8Array, ListedItem>()

function listed(slice: Uint8Array): ListedItem {
  const known = items.get(slice)
  if (known !== undefined) return known
  const { url, title, summary, date_published, language }: Item = readJson(slice)
  const item = { url, title, summary, date_published, language }
  items.set(slice, item)
  return item
}

const decoder = new TextDecoder()

function readJson<T>(bytes: Uint8Array): T {
  return JSON.parse(decoder.decode(bytes))
}
