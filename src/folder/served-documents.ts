/** Notes in the database what was served of each document, soon after: no response waits for it. */
import type { Database } from '../site/database.ts'
import { forgetServed, putServed } from '../site/documents.ts'
import type { DocumentIndex } from '../snapshot/snapshot.ts'

/** In milliseconds. */
const SAVE_AFTER = 100

export class ServedDocuments {
  readonly #db: () => Database
  readonly #onFailure: (error: unknown) => void
  readonly #served = new Map<string, DocumentIndex>()
  #timer: NodeJS.Timeout | undefined

  /** @param onFailure is called with an error of the database */
  constructor(db: () => Database, onFailure: (error: unknown) => void) {
    this.#db = db
    this.#onFailure = onFailure
  }

  add(index: DocumentIndex): void {
    this.#served.set(index.path, index)
    this.#timer ??= setTimeout(() => this.#save(), SAVE_AFTER)
  }

  #save(): void {
    try {
      this.store()
    } catch (error) {
      this.#onFailure(error)
    }
  }

  /** @throws the engine's error */
  store(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const served = [...this.#served.values()]
    this.#served.clear()
    const db = this.#db()
    db.transaction(() => {
      for (const index of served) putServed(db, index)
      forgetServed(db)
    })
  }
}
