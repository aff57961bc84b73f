/**
 * The messages between the main thread, which answers requests, and the folder's thread, which watches, reads and
 * renders. They arrive in the order in which they were posted, also when the thread that posted them has died, so an
 * answer always belongs to the last state that was posted before it.
 */

import type { FolderChange, LiveOptions } from '../../folder/live-site.ts'
import type { Instant } from '../../model.ts'
import type { PackedDocument } from '../../snapshot/bytes.ts'
import type { Former, Media, Page } from '../../snapshot/snapshot.ts'
import type { PostedProblems } from './known-problems.ts'

type Kept = 'posts' | 'site' | 'remembers' | 'allowsEmpty' | 'harmful'

/** The `workerData` of the thread. */
export interface FolderTask extends Pick<LiveOptions, Kept> {
  /** How many posts the folder has, by their names. */
  readonly count: number
  /** Undefined: the clock of the machine. */
  readonly now: Instant | undefined
}

/** The site between two changes of the folder. */
export interface PostedState {
  /** A `Manifest` as JSON; absent: as in the state before. */
  readonly manifest?: string
  readonly problems: PostedProblems
  /** Posts that are published or will be. */
  readonly posts: number
  /** When posts that are not public yet will be, the next first. */
  readonly scheduled: readonly Instant[]
  /** Those of the main feed, if it changed. */
  readonly documents: readonly PackedDocument[]
  /** The bases of the feeds that changed, besides pages of the archive; absent: every feed may have. */
  readonly changed?: readonly string[]
}

export interface Answers {
  readonly document: PackedDocument
  readonly page: Page
  readonly former: Former
  readonly media: Media
}

export type Kind = keyof Answers

export interface Question {
  readonly kind: Kind
  readonly number: number
  readonly path: string
}

/** To the folder's thread. */
export type Request = Question | { readonly kind: 'close' }

export interface Answer {
  readonly kind: 'answer'
  readonly number: number
  readonly answer?: Answers[Kind] | undefined
  /** Why there is no answer: the message of the error. */
  readonly error?: string
}

/** To the main thread. */
export type Message =
  /** The first state of a thread has no changes, and all problems count as found. */
  | { readonly kind: 'state'; readonly state: PostedState; readonly changes?: readonly FolderChange[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'waiting'; readonly path: string }
  /** The post that is being read or rendered from now on; absent: none. */
  | { readonly kind: 'working'; readonly path?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | Answer
