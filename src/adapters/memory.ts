/** A snapshot store in this process: for the server on Node, and for writing static files. */
import type { Compilation } from '../compile.ts'
import type { FeedDocument, OpenMedia, Snapshot, SnapshotStore, StoredDocument } from '../snapshot.ts'

/** Opens a file of the posts folder by its path; undefined if it has gone. */
export type OpenFile = (path: string) => Promise<OpenMedia | undefined>

export function snapshotInMemory(compilation: Compilation, open: OpenFile): Snapshot {
  const documents = new Map(compilation.documents.map((document) => [document.path, stored(document)]))
  const pages = new Map(compilation.pages.map((page) => [page.path, page]))
  const media = new Map(compilation.media.map((file) => [file.path, file]))
  return {
    manifest: compilation.manifest,
    document: (path) => documents.get(path),
    page: async (path) => pages.get(path),
    media: async (path) => media.get(path),
    openMedia: ({ path }) => open(path),
  }
}

function stored(document: FeedDocument): StoredDocument {
  return { index: document, bytes: async () => document }
}

export class MemoryStore implements SnapshotStore {
  #snapshot: Snapshot

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  current(): Snapshot {
    return this.#snapshot
  }

  /** Readers see the old snapshot or the new one, and nothing between. */
  publish(snapshot: Snapshot): void {
    this.#snapshot = snapshot
  }
}
