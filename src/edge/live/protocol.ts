/** The calls between the Workers, which answer requests, and the one object of the site. */
import type { HubAnswer } from '../../http/hub.ts'
import type { Instant } from '../../model.ts'
import type { Subscriber } from '../../push/subscriptions.ts'
import type { Bytes } from '../../snapshot/snapshot.ts'

export type Kind = 'document' | 'page' | 'former' | 'media'

export interface Answer {
  /** Of the site: opaque, another one after each change. */
  readonly version: string
  /** Of a document: opaque, another one after each change of its feed. */
  readonly tag?: string
  /** The caller has the document with this tag. */
  readonly isSame?: true
  /** JSON: a page, a file, the manifest, or a document's `StoredIndex`. Absent: there is nothing at the path. */
  readonly value?: string
  /** A document with all its slices, as `encodeDocument` lays them out. */
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

export interface HubNamespace {
  getByName(name: string): HubStub
}

export interface SiteNamespace {
  getByName(name: string): SiteStub
}
