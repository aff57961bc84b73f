/** The calls between the Workers, which answer requests, and the one object of the site. */
import type { HubAnswer } from '../../http/hub.ts'
import type { Instant } from '../../model.ts'
import type { Subscriber } from '../../push/subscriptions.ts'
import type { StoredIndex } from '../../snapshot/bytes.ts'
import type { Bytes, Former, Manifest, Media, Page } from '../../snapshot/snapshot.ts'

/** The site between two changes. */
export interface SiteState {
  /** Opaque; another one after each change of the site. Absent: the site is not made yet. */
  readonly version?: string
  /** Absent where the caller has this version. */
  readonly manifest?: Manifest
  /** Until the site is made: posts that are read, and posts that are known. */
  readonly read?: number
  readonly known?: number
}

/** A feed document with the bytes of all its slices, as `encodeDocument` lays them out. */
export interface SentDocument {
  readonly index: StoredIndex
  readonly bytes: Bytes
}

export interface Answers {
  readonly document: SentDocument
  readonly page: Page
  readonly former: Former
  readonly media: Media
}

export type Kind = keyof Answers

export interface Answer<K extends Kind> {
  /** The version of the site that it belongs to. */
  readonly version: string
  /** Of a document: opaque, another one after each change of its feed. */
  readonly tag?: string
  /** The caller has the document with this tag. */
  readonly isSame?: true
  /** Absent: there is nothing at the path. */
  readonly value?: Answers[K]
}

/** The object as Workers call it. */
export interface SiteStub {
  fetch(request: Request): Promise<Response>
  state(known?: string): Promise<SiteState>
  answer<K extends Kind>(kind: K, path: string, tag?: string): Promise<Answer<K>>
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
