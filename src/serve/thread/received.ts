/** The site as the folder's thread posted it. Documents are kept, pages and files are asked for each time. */
import { DOCUMENTS } from '../../base/paths.ts'
import { decodeBytes } from '../../snapshot/bytes.ts'
import type { Manifest, OpenMedia, Snapshot, SnapshotStore, StoredDocument } from '../../snapshot/snapshot.ts'
import type { Answers, Kind, PostedDocument, PostedState } from './protocol.ts'

/** For documents that are kept, in bytes: some hundred feeds of full posts. */
const ROOM = 32 * 1024 * 1024

/** What an index takes, in bytes. */
const OVERHEAD = 2_000

const FILES: ReadonlySet<string> = new Set(Object.values(DOCUMENTS).map(({ file }) => file))

export interface FolderSide {
  ask<K extends Kind>(kind: K, path: string): Promise<Answers[K] | undefined>
  /** Documents that are kept no longer. */
  release(paths: readonly string[]): void
  /** Opens a file of the posts folder by its path; undefined if it has gone. */
  openMedia(path: string): Promise<OpenMedia | undefined>
}

interface Kept {
  readonly document: StoredDocument
  readonly size: number
}

export class ReceivedSite implements SnapshotStore {
  readonly #folder: FolderSide
  /** By path, the oldest first. */
  readonly #documents = new Map<string, Kept>()
  readonly #asked = new Map<string, Promise<StoredDocument | undefined>>()
  #used = 0
  #bases: ReadonlySet<string> = new Set()
  #snapshot: Snapshot

  constructor(folder: FolderSide, state: PostedState) {
    this.#folder = folder
    this.#snapshot = this.#take(state)
  }

  current(): Snapshot {
    return this.#snapshot
  }

  /** Requests see the state before or this one, and nothing between. */
  receive({ documents, ...state }: PostedState): void {
    // what was released meanwhile is not taken back: the folder's thread would not renew it
    const held = documents.filter(({ index }) => isMain(index.path) || this.#documents.has(index.path))
    this.#snapshot = this.#take({ documents: held, ...state }, this.#snapshot.manifest)
  }

  /** Receives the first state of another thread, which knows of no documents here but those that it posts. */
  restart(state: PostedState): void {
    for (const path of this.#documents.keys()) this.#drop(path)
    this.#asked.clear()
    this.#snapshot = this.#take(state, this.#snapshot.manifest)
  }

  #take({ manifest: json, documents, outdated }: PostedState, before?: Manifest): Snapshot {
    const manifest: Manifest = json === undefined ? before : JSON.parse(json)
    this.#bases = new Set(manifest.feeds.map(({ base }) => base))
    for (const path of outdated) this.#drop(path)
    for (const document of documents) this.#keep(document)
    return {
      manifest,
      document: (path) => this.#documents.get(path)?.document ?? this.#find(path),
      page: (path) => this.#folder.ask('page', path),
      media: (path) => this.#folder.ask('media', path),
      openMedia: ({ path }) => this.#folder.openMedia(path),
    }
  }

  /** Undefined at once where there can be no document: nobody else is asked. */
  #find(path: string): Promise<StoredDocument | undefined> | undefined {
    const base = path.slice(0, path.lastIndexOf('/') + 1)
    const isFeed = this.#bases.has(base) || base.startsWith('/archive/')
    return isFeed && FILES.has(path.slice(base.length)) ? this.#askFor(path) : undefined
  }

  /** Requests for the same document share one answer. */
  #askFor(path: string): Promise<StoredDocument | undefined> {
    const known = this.#asked.get(path)
    if (known !== undefined) return known
    const asked = this.#folder
      .ask('document', path)
      .then((posted) => posted && this.#keep(posted))
      .finally(() => this.#asked.delete(path))
    this.#asked.set(path, asked)
    return asked
  }

  #keep({ index, bytes }: PostedDocument): StoredDocument {
    const decoded = decodeBytes(index, bytes)
    const document: StoredDocument = { index, bytes: async () => decoded }
    this.#drop(index.path)
    const size = OVERHEAD + bytes.length
    this.#documents.set(index.path, { document, size })
    this.#used += size
    this.#makeRoom(index.path)
    return document
  }

  #makeRoom(newest: string): void {
    const released: string[] = []
    for (const path of this.#documents.keys()) {
      if (this.#used <= ROOM) break
      if (path === newest || isMain(path)) continue
      this.#drop(path)
      released.push(path)
    }
    if (released.length > 0) this.#folder.release(released)
  }

  #drop(path: string): void {
    this.#used -= this.#documents.get(path)?.size ?? 0
    this.#documents.delete(path)
  }
}

/** A document of the main feed. */
function isMain(path: string): boolean {
  return path.lastIndexOf('/') === 0
}
