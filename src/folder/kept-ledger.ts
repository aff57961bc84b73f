/** The ledger file of a site that is kept up with: it has the rows of the `entry` table, some moments later. */
import { setTimeout as sleep } from 'node:timers/promises'
import { persistently } from '../disk/transient.ts'
import { type Ledger, mergeLedgers } from '../ids/ledger.ts'
import type { Database } from '../site/database.ts'
import { savedVersion, setSavedVersion, toLedger } from '../site/entries.ts'
import type { LedgerFile } from './ledger.ts'

/** In milliseconds. Requests for the new documents come first. */
const SAVE_AFTER = 100

/** Stands for a version while the file is written. */
const UNDER_WAY = 'under way'

export interface KeptLedgerOptions {
  /** Whether the file is written; otherwise it is only read. */
  readonly remembers: boolean
  readonly db: () => Database
  readonly failed: (error: Error) => void
  /** Is called with an error of the database. */
  readonly onFailure: (error: unknown) => void
}

export class KeptLedger {
  readonly #options: KeptLedgerOptions
  readonly #file: LedgerFile
  /** The version of the file whose rows the table has. */
  #taken: string | undefined
  #saving: Promise<void> = Promise.resolve()
  /** What is wrong with the file, as it was reported. */
  #trouble = ''

  constructor(file: LedgerFile, options: KeptLedgerOptions) {
    this.#file = file
    this.#options = options
  }

  /** The rows that were written or read last. */
  get rows(): Ledger {
    return this.#file.ledger
  }

  /** The rows that the table has to take, if the file has others. To be called before each change. */
  async changed(): Promise<Ledger | undefined> {
    const trouble = await failure(() => this.#file.reload())
    if (trouble !== undefined) this.#report(trouble)
    const { version, ledger } = this.#file
    const db = this.#options.db()
    const known = this.#taken ?? savedVersion(db)
    this.#taken = version
    if (version === known) return undefined
    const rows = mergeLedgers(ledger, toLedger(db))
    return rows.length === 0 ? undefined : rows
  }

  /** Writes the file soon, if the table has other rows by then. */
  saveSoon(): void {
    this.#saving = this.#saving
      .then(() => sleep(SAVE_AFTER))
      .then(() => this.save())
      .catch(this.#options.onFailure)
  }

  /** Writes the file if the table has other rows. */
  async save(): Promise<void> {
    const db = this.#options.db()
    if (!this.#options.remembers || savedVersion(db) !== undefined) return
    const rows = toLedger(db)
    setSavedVersion(db, UNDER_WAY)
    this.#file.ledger = rows
    const trouble = await failure(() => this.#file.save())
    this.#report(trouble)
    const { ledger, version } = this.#file
    // somebody else may have written the file meanwhile: then the next change takes its rows
    if (trouble !== undefined || ledger !== rows || version === undefined) return
    this.#taken = version
    // otherwise the table has changed meanwhile, and is saved again after that change
    if (db === this.#options.db() && savedVersion(db) === UNDER_WAY) setSavedVersion(db, version)
  }

  async close(): Promise<void> {
    await this.#saving
  }

  /** A ledger that became unusable stops nothing here: what it held is in the table. It is reported once. */
  #report(trouble: Error | undefined): void {
    if (trouble !== undefined && trouble.message !== this.#trouble) this.#options.failed(trouble)
    this.#trouble = trouble?.message ?? ''
  }
}

/** What an action fails with for good, if it does. */
async function failure(action: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await persistently(action)
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
