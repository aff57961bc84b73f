/** The messages between the main thread, which answers requests, and the thread that sends news to hubs and subscribers. */
import type { HubAnswer } from '../../http/hub.ts'
import type { Site } from '../../model.ts'

/** With what the thread starts: its `workerData`. */
export interface PushTask {
  readonly posts: string
  readonly site: Site
}

/** What a reader gets at an address of the site. */
export interface ReadContent {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ArrayBuffer
}

/** To the thread. */
export type ToPush =
  | { readonly kind: 'accept'; readonly number: number; readonly form: string }
  /** Bases of feeds that may have changed; absent: any feed may have. */
  | { readonly kind: 'changed'; readonly bases?: readonly string[] }
  | { readonly kind: 'content'; readonly number: number; readonly content: ReadContent }
  | { readonly kind: 'close' }

/** To the main thread. */
export type FromPush =
  | { readonly kind: 'accepted'; readonly number: number; readonly answer: HubAnswer }
  | { readonly kind: 'read'; readonly number: number; readonly url: string; readonly method: string }
  | { readonly kind: 'report'; readonly message: string }
