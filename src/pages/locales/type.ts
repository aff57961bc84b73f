/** The pages' own words in one language. `{name}` stands for a value, `[words]` for the text of a link. */
import type { FeedKind } from '../../model.ts'

export interface Words {
  /** Language tag. */
  readonly language: string
  /** Label of the navigation. */
  readonly site: string
  readonly subscribe: string
  readonly footer: string
  readonly kinds: Readonly<Record<FeedKind, string>>
  /** Headings of lists of feeds. */
  readonly lists: Readonly<Record<FeedKind, string>>
  readonly page: string
  readonly follow: string
  readonly newer: string
  readonly older: string
  readonly earlier: string
  readonly none: string
  readonly feed: string
  readonly brings: string
  readonly aPage: string
  readonly sameFeed: string
  readonly raw: string
  readonly newest: string
  readonly feeds: string
  readonly everyFeed: string
  readonly opml: string
  readonly allFeeds: { readonly [Rule in Intl.LDMLPluralRule]?: string } & { readonly other: string }
  readonly copyAddress: string
  readonly copy: string
  readonly copied: string
  readonly chooseReader: string
  readonly thisDevice: string
  readonly updated: string
  readonly around: string
  readonly previous: string
  readonly next: string
  readonly comments: string
  readonly license: string
  readonly blogroll: string
  readonly nothingHere: string
  readonly nothing: string
  readonly ended: string
  readonly gone: string
  readonly deleted: string
  readonly failed: string
  readonly newestOn: string
  readonly moved: string
  readonly movedTo: string
}
