/** What a change of the folder or of the clock changes in feeds. */
import type { Instant } from '../model.ts'

/** The place of a post in a feed. */
export interface Position {
  readonly published: number
  readonly id: string
}

/** What changed in a feed. */
export interface FeedChange {
  /** Posts that it has more than before. */
  more: number
  /** Every place at which a post came, went or changed. */
  readonly positions: Position[]
}

export type FeedChanges = Map<number, FeedChange>

/** A change of the site. */
export interface Turn {
  /** See versions.ts. */
  readonly version: number
  /** Undefined for the first posts of a site, whose feeds have never been otherwise. */
  readonly now: Instant | undefined
}
