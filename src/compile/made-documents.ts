/** Documents, each made when it is asked for and kept as long as its feed is the same. */
import type { FeedSpec, Format, Instant } from '../model.ts'
import type { DocumentIndex } from '../snapshot.ts'
import { documentMaker, type MadeDocument, type Workshop } from './documents.ts'
import type { Member } from './press.ts'
import { appeared, succeedDocument } from './succession.ts'

/** What a document is made with. */
export interface Making extends Workshop<Member> {
  /** When its feed changed the last time; absent: not since the first compilation. */
  readonly changed: Instant | undefined
}

interface Made {
  readonly feed: FeedSpec<Member>
  readonly document: MadeDocument
}

interface Maker {
  readonly feed: FeedSpec<Member>
  readonly make: (format: Format) => MadeDocument
}

export class MadeDocuments {
  readonly #previous: (path: string) => DocumentIndex | undefined
  /** By path. */
  readonly #made = new Map<string, Made>()
  /** By base. */
  readonly #makers = new Map<string, Maker>()

  /** @param previous the document that an earlier run left at an address */
  constructor(previous: (path: string) => DocumentIndex | undefined) {
    this.#previous = previous
  }

  /** Each as it was made last. */
  get indexes(): DocumentIndex[] {
    return [...this.#made.values()].map(({ document }) => document.index)
  }

  get(feed: FeedSpec<Member>, format: Format, making: () => Making): MadeDocument {
    const path = feed.base + format.file
    const before = this.#made.get(path)
    return before?.feed === feed ? before.document : this.#make(feed, format, making())
  }

  #make(feed: FeedSpec<Member>, format: Format, making: Making): MadeDocument {
    const fresh = this.#makerOf(feed, making)(format)
    const document = { ...fresh, index: this.#succeed(fresh.index, making) }
    this.#made.set(document.index.path, { feed, document })
    return document
  }

  /** What the documents of a feed have in common is made once. */
  #makerOf(feed: FeedSpec<Member>, workshop: Workshop<Member>): Maker['make'] {
    const before = this.#makers.get(feed.base)
    if (before?.feed === feed) return before.make
    const make = documentMaker(feed, workshop)
    this.#makers.set(feed.base, { feed, make })
    return make
  }

  #succeed(index: DocumentIndex, { changed, now }: Making): DocumentIndex {
    const known = this.#made.get(index.path)?.document.index ?? this.#previous(index.path)
    if (known !== undefined) return succeedDocument(known, index, changed ?? now)
    return changed === undefined ? index : appeared(index, changed)
  }
}
