/**
 * The parts of Cloudflare's runtime that the live site uses (the full types would clash with lib DOM), and the calls
 * between its Workers and its two objects.
 */
import type { HubAnswer } from '../../http/app.ts'
import type { Instant } from '../../model.ts'
import type { Subscriber } from '../../push/subscriptions.ts'
import type { DurableStorage } from '../../site/drivers/durable-object.ts'
import type { Bytes, Former, Media, Page, StoredDocument } from '../../snapshot/snapshot.ts'

/** https://developers.cloudflare.com/r2/api/workers/workers-api-reference/ */
export interface BucketObject {
  readonly key: string
  /** In bytes. */
  readonly size: number
  /** Another one whenever the bytes are others, without quotation marks. */
  readonly etag: string
  readonly uploaded: Date
}

export interface BucketBody extends BucketObject {
  readonly body: ReadableStream<Uint8Array>
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface BucketList {
  /** In the order of the UTF-8 bytes of the keys. */
  readonly objects: readonly BucketObject[]
  readonly truncated: boolean
  readonly cursor?: string
  readonly delimitedPrefixes: readonly string[]
}

export interface Bucket {
  head(key: string): Promise<BucketObject | null>
  get(key: string): Promise<BucketBody | null>
  /** @returns the object without its body if the condition does not hold */
  get(
    key: string,
    options: {
      readonly range: { readonly offset: number; readonly length: number }
      readonly onlyIf: { readonly etagMatches: string }
    },
  ): Promise<(BucketObject & Partial<BucketBody>) | null>
  /** @returns null if the condition does not hold */
  put(
    key: string,
    value: Uint8Array | ReadableStream<Uint8Array>,
    options?: { readonly onlyIf: { readonly etagMatches?: string; readonly etagDoesNotMatch?: string } },
  ): Promise<BucketObject | null>
  delete(keys: readonly string[]): Promise<void>
  list(options: {
    readonly prefix?: string
    readonly delimiter?: string
    readonly startAfter?: string
    readonly cursor?: string
    readonly limit?: number
  }): Promise<BucketList>
}

/** https://developers.cloudflare.com/durable-objects/api/state/ */
export interface ObjectState {
  readonly storage: DurableStorage & {
    setAlarm(at: number): Promise<void>
  }
}

/** What the object is asked for, by kind. */
export interface Values {
  readonly document: StoredDocument
  readonly page: Page
  readonly former: Former
  readonly media: Media
}

export type Kind = keyof Values

export interface Answer {
  /** Of the site: opaque, another one after each change. */
  readonly version: string
  /** Of a document: opaque, another one after each change of its feed. */
  readonly tag?: string
  /** The caller has the document with this tag. */
  readonly isSame?: true
  /** JSON: a page, a file, the manifest, or a document's `StoredIndex`. Absent: there is nothing at the path. */
  readonly value?: string
  /** A document with all its slices, as `packDocument` lays them out. */
  readonly bytes?: Bytes
}

/** With the manifest as its value, unless the caller has this version. Without a version, the site is not made yet. */
export interface SiteState extends Partial<Pick<Answer, 'version' | 'value'>> {
  /** Until the site is made: posts that are read, and posts that are known. */
  readonly read?: number
  readonly known?: number
}

/** The object as Workers call it. */
export interface SiteStub {
  fetch(request: Request): Promise<Response>
  state(known?: string): Promise<SiteState>
  answer(kind: Kind, path: string, tag?: string): Promise<Answer>
  /** Keys that have changed in the bucket. @param since of the oldest event of the queue */
  report(keys: readonly string[], since?: Instant): Promise<void>
  reconcile(allowsEmpty: boolean): Promise<void>
}

/** The object for WebSub as the others call it. */
export interface HubStub {
  accept(form: string): Promise<HubAnswer>
  /** Feeds may have changed, by their bases; undefined: any. */
  changed(bases: readonly string[] | undefined): Promise<void>
  subscribers(): Promise<Subscriber[]>
}

export interface Namespace<Stub> {
  getByName(name: string): Stub
}

export interface Environment {
  readonly BUCKET: Bucket
  /** The object for WebSub. */
  readonly HUB: Namespace<HubStub>
  /** Opens the paths for publishers; without it they do not exist. */
  readonly DROPFEED_TOKEN?: string
  /** A second token that is taken, too, while one replaces the other. */
  readonly DROPFEED_TOKEN_2?: string
  /** Shows the site as it is at this instant; for previews. */
  readonly NOW?: string
  /** Operations on the bucket in one call of the object, at most. The free plan takes 50. */
  readonly OPERATIONS?: string
  /** Rows written in a day (UTC), at most; absent: no limit. The free plan takes 100,000. */
  readonly ROWS_A_DAY?: string
}

export function clockOf({ NOW }: Pick<Environment, 'NOW'>): () => number {
  const fixed = NOW === undefined || NOW === '' ? undefined : Date.parse(NOW)
  return () => fixed ?? Date.now()
}
