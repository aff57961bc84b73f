/** A snapshot in memory, which a test replaces by the next one. */
import type { Snapshot, SnapshotStore } from '../../src/snapshot/snapshot.ts'

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
