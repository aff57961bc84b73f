/** The ledger of ids in the bucket: read before ids are given, written after, and never over another writer's. */
import { mergeLedgers } from '../../ids/ledger.ts'
import { LEDGER_NAME, LedgerError } from '../../ids/ledger-row.ts'
import { byHash, formatLedger, parseLedger } from '../../ids/ledger-text.ts'
import type { Instant } from '../../model.ts'
import type { LedgerChange } from '../../site/apply.ts'
import type { Context } from '../../site/context.ts'
import type { Database } from '../../site/database.ts'
import { putDiagnostics } from '../../site/diagnostics.ts'
import { ledgerChanges, toLedger } from '../../site/entries.ts'
import { ledgerHead } from '../../site/slugs.ts'
import { setStateValue, stateValue } from '../../site/values.ts'
import type { Bucket } from './platform.ts'

/** The ETag of the object whose rows the table has, or had before it changed. */
const ETAG = 'ledger etag'

/** The changes of the table that the object has: see `ledgerChanges`. */
const SAVED = 'ledger saved'

/** In milliseconds, and for each row: a ledger of 100,000 posts has 30 MB and is written every 100 seconds at most. */
const SAVE_AFTER = 1_000
const SAVE_AFTER_ROW = 1

export class LedgerObject {
  readonly #db: Database
  readonly #context: Context
  readonly #bucket: Bucket
  /** In the object, when it was written last. */
  #rows = 0

  constructor(context: Context, bucket: Bucket) {
    this.#db = context.db
    this.#context = context
    this.#bucket = bucket
  }

  /**
   * The rows that the table has to take; undefined where it has them. An object that cannot be used is reported.
   * @param isServed whether the site goes on without it: the table has what it held
   * @throws {LedgerError}
   */
  async read(isServed: boolean): Promise<LedgerChange | undefined> {
    try {
      const rows = await this.#load()
      putDiagnostics(this.#db, 'folder', [LEDGER_NAME], [])
      return rows
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
      putDiagnostics(this.#db, 'folder', [LEDGER_NAME], [error.problem])
      if (!isServed) throw error
    }
  }

  async #load(): Promise<LedgerChange | undefined> {
    const object = await this.#bucket.get(LEDGER_NAME)
    if (object === null) {
      setStateValue(this.#db, ETAG, null)
      return undefined
    }
    if (object.etag === stateValue(this.#db, ETAG)) {
      await object.body.cancel()
      return undefined
    }
    const { rows, problems: _, ...head } = parseLedger(new TextDecoder().decode(await object.arrayBuffer()))
    setStateValue(this.#db, ETAG, object.etag)
    return { ledger: mergeLedgers(rows, toLedger(this.#db)), ...head }
  }

  /** Whether the table has rows that the object has not. */
  get isBehind(): boolean {
    return stateValue(this.#db, SAVED) !== ledgerChanges(this.#db)
  }

  /** When the object is to be written, if the table changed at an instant. */
  dueAfter(now: Instant): Instant {
    return now + Math.max(SAVE_AFTER, SAVE_AFTER_ROW * this.#rows)
  }

  /** @returns whether nobody else has written the object meanwhile: then it has to be read first */
  async save(): Promise<boolean> {
    const known = stateValue(this.#db, ETAG)
    const changes = ledgerChanges(this.#db)
    const { site, hash } = this.#context
    const head = ledgerHead(this.#db, site.links)
    const rows = toLedger(this.#db)
    this.#rows = rows.length
    const text = formatLedger(byHash(rows, hash), head)
    const onlyIf = known === undefined ? { etagDoesNotMatch: '*' } : { etagMatches: known }
    const object = await this.#bucket.put(LEDGER_NAME, new TextEncoder().encode(text), { onlyIf })
    if (object === null) return false
    setStateValue(this.#db, ETAG, object.etag)
    setStateValue(this.#db, SAVED, changes)
    return true
  }
}
