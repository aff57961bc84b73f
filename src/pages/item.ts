/** A post as the pages see it: an item of the JSON Feed that the snapshot holds. */

/** https://www.jsonfeed.org/version/1.1/#items, as formats/json.ts writes it. */
export interface Item {
  readonly id: string
  readonly url: string
  readonly title?: string
  readonly summary?: string
  readonly content_html?: string
  readonly external_url?: string
  readonly date_published: string
  readonly language?: string
  readonly authors?: readonly { readonly name: string; readonly url?: string }[]
  readonly tags?: readonly string[]
  readonly attachments?: readonly {
    readonly url: string
    readonly mime_type: string
    readonly title?: string
  }[]
}

export function parseItem(text: string): Item {
  return JSON.parse(text)
}

export interface JsonFeed {
  readonly title: string
  readonly items: readonly Item[]
}

export function parseFeed(feed: Uint8Array): JsonFeed {
  return JSON.parse(new TextDecoder().decode(feed))
}

/** What to call a post that has no title. */
export function heading({ title, summary = '' }: Item): string {
  return title ?? (summary.length > 80 ? `${summary.slice(0, 79).toWellFormed()}…` : summary)
}
