/**
 * The site as the folder's thread posted it. Documents are kept; pages and files are asked for each time. Without a
 * thread, questions wait for the next one.
 */
import { LRUCache } from 'lru-cache'
import { baseOf, mayBeDocument } from '../../base/paths.ts'
import { openMediaFile } from '../../folder/media-file.ts'
import { type PackedDocument, unpackDocument } from '../../snapshot/bytes.ts'
import type { Manifest, Snapshot, SnapshotStore, StoredDocument } from '../../snapshot/snapshot.ts'
import type { Answer, Answers, Kind, PostedState, Question } from './protocol.ts'

/** In bytes, for documents: some hundred feeds of full posts. */
const ROOM = 32 * 1024 * 1024

/** In bytes: what the index of a document takes for each entry. */
const ENTRY = 1_000

interface Waiting {
  readonly question: Question
  settle(answer: Answer): void
}

export class ReceivedSite implements SnapshotStore {
  readonly #posts: string
  readonly #post: (question: Question) => void
  /** Questions that are not answered yet, by number. */
  readonly #waiting = new Map<number, Waiting>()
  #count = 0
  /** By path. */
  readonly #documents = new LRUCache<string, StoredDocument>({ maxSize: ROOM })
  readonly #asked = new Map<string, Promise<StoredDocument | undefined>>()
  #bases: ReadonlySet<string> = new Set()
  #snapshot: Snapshot | undefined

  /**
   * @param posts the folder, whose files are opened here
   * @param post sends a question to the thread
   */
  constructor(posts: string, post: (question: Question) => void) {
    this.#posts = posts
    this.#post = post
  }

  get isOpen(): boolean {
    return this.#snapshot !== undefined
  }

  current(): Snapshot {
    if (this.#snapshot === undefined) throw new Error('The folder is not open yet.')
    return this.#snapshot
  }

  /** Requests see the state before or this one, and nothing between. */
  receive(state: PostedState): void {
    this.#snapshot = this.#take(state, this.#snapshot?.manifest)
  }

  settle(answer: Answer): void {
    this.#waiting.get(answer.number)?.settle(answer)
    this.#waiting.delete(answer.number)
  }

  /** Asks a new thread what the one before has not answered. */
  repeat(): void {
    for (const { question } of this.#waiting.values()) this.#post(question)
  }

  #ask<K extends Kind>(kind: K, path: string): Promise<Answers[K] | undefined> {
    const question = { kind, number: this.#count++, path }
    return new Promise((resolve, reject) => {
      const settle = ({ answer, error }: Answer) => {
        // each question is answered in its kind
        if (error === undefined) resolve(answer as Answers[K] | undefined)
        else reject(new Error(error))
      }
      this.#waiting.set(question.number, { question, settle })
      this.#post(question)
    })
  }

  #take({ manifest: json, documents, changed }: PostedState, before?: Manifest): Snapshot {
    const manifest: Manifest = json === undefined ? before : JSON.parse(json)
    this.#bases = new Set(manifest.feeds.map(({ base }) => base))
    const same = changed === undefined ? new Set<string>() : this.#bases.difference(new Set(changed))
    for (const path of this.#documents.keys()) if (!same.has(baseOf(path))) this.#documents.delete(path)
    for (const document of documents) this.#keep(document)
    return {
      manifest,
      document: (path) => this.#documents.get(path) ?? this.#find(path),
      page: (path) => this.#ask('page', path),
      former: (path) => this.#ask('former', path),
      media: (path) => this.#ask('media', path),
      openMedia: ({ path }) => openMediaFile(this.#posts, path),
    }
  }

  /** Undefined at once where there can be no document: then the folder's thread is not asked. */
  #find(path: string): Promise<StoredDocument | undefined> | undefined {
    return mayBeDocument(path, this.#bases) ? this.#askFor(path) : undefined
  }

  /** Requests for the same document share one answer. */
  #askFor(path: string): Promise<StoredDocument | undefined> {
    const known = this.#asked.get(path)
    if (known !== undefined) return known
    const asked = this.#ask('document', path)
      .then((posted) => posted && this.#keep(posted))
      .finally(() => this.#asked.delete(path))
    this.#asked.set(path, asked)
    return asked
  }

  #keep(packed: PackedDocument): StoredDocument {
    const document = unpackDocument(packed)
    const { index, bytes } = packed
    this.#documents.set(index.path, document, { size: bytes.length + ENTRY * (1 + index.marks.length) })
    return document
  }
}
