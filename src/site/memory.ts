/** A snapshot store in this process: for the server on Node, and for writing static files. */

import type { MadeDocument } from '../feeds/documents.ts'
import type { Manifest, Snapshot, SnapshotStore, StoredDocument } from '../snapshot/snapshot.ts'
import type { SiteAt } from './site.ts'

/** The site as the database has it, without its files. */
export function snapshotOf(site: SiteAt, manifest: Manifest = site.manifest): Snapshot {
  return {
    manifest,
    document: (path) => stored(site.document(path)),
    page: async (path) => site.page(path),
    former: async (path) => site.former(path),
    media: async (path) => site.media(path),
    openMedia: async () => undefined,
  }
}

function stored(document: MadeDocument | undefined): StoredDocument | undefined {
  return document && { index: document.index, bytes: async () => document.bytes() }
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
