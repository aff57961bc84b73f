/** The messages between the main thread, which answers requests, and the thread that sends to hubs and subscribers. */
import type { HubAnswer } from '../../http/app.ts'
import type { Site } from '../../model.ts'

/** The `workerData` of the thread. */
export interface PushTask {
  readonly posts: string
  readonly site: Site
}

/** An answer of the site, as readers get it. */
export interface ReadContent {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ArrayBuffer
}

/** To the thread. */
export type ToPush =
  | { readonly kind: 'accept'; readonly number: number; readonly form: string }
  /** Bases of feeds that may have changed. `isNewsIfNew`: those that were never looked at have. */
  | { readonly kind: 'changed'; readonly bases: readonly string[]; readonly isNewsIfNew: boolean }
  | { readonly kind: 'content'; readonly number: number; readonly content: ReadContent }
  | { readonly kind: 'close' }

/** To the main thread. */
export type FromPush =
  | { readonly kind: 'accepted'; readonly number: number; readonly answer: HubAnswer }
  | { readonly kind: 'read'; readonly number: number; readonly url: string; readonly method: string }
  | { readonly kind: 'report'; readonly message: string }
