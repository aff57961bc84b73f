/** What real readers shall see of the posts of a site, and how what they saw is compared. */
import { DomUtils, parseDocument } from 'htmlparser2'
import type { Seen } from './readers.ts'

/** What readers shall see, read from the one format that none of them reads. */
export async function expected(origin: string): Promise<Seen[]> {
  interface Item {
    readonly id: string
    readonly title?: string
    readonly authors: readonly { readonly name: string }[]
    readonly date_published: string
    readonly url: string
    readonly content_html: string
  }
  const { items }: { items: Item[] } = JSON.parse(await (await fetch(`${origin}/feed.json`)).text())
  return items.map(({ id, title = '', authors, date_published, url, content_html }) => ({
    id,
    title,
    authors: authors.map(({ name }) => name),
    published: Date.parse(date_published),
    url,
    text: content_html,
  }))
}

/** What a person reads of HTML: readers have their own ideas of what to keep of its elements. */
export function words(html: string): string {
  return DomUtils.textContent(parseDocument(html)).replace(/\s+/g, ' ').trim()
}

/** Without those of notes: readers make one up for them. */
export function titled(seen: readonly Seen[], posts: readonly Seen[]): string[] {
  return seen.filter((_, index) => posts[index]?.title !== '').map(({ title }) => title)
}

export function pollAll<T>(readers: readonly { poll(): Promise<T> }[]): Promise<T[]> {
  return Promise.all(readers.map((reader) => reader.poll()))
}

/** Ids without that of the sample note: gPodder takes an entry with neither title nor file for no episode. */
export function withoutNote(ids: readonly string[]): string[] {
  return ids.filter((id) => !id.endsWith(':1830'))
}
