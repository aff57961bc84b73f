/**
 * The ledger file of a site: it has the rows of the `entry` table, some moments later. The table is on the disk before
 * anybody sees an id, so a process that is killed before it writes the file loses nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { formatProblem } from '../base/problem.ts'
import { persistently } from '../disk/transient.ts'
import { type Ledger, mergeLedgers } from '../ids/ledger.ts'
import type { Problem } from '../model.ts'
import type { Changes } from '../site/apply.ts'
import type { Database } from '../site/database.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import { LINKS, ledgerChanges, toLedger } from '../site/entries.ts'
import { allSlugs } from '../site/kept-slugs.ts'
import { setStateValue, stateValue } from '../site/values.ts'
import type { LedgerFile } from './ledger.ts'

/** In milliseconds. Requests for the new documents come first. */
const SAVE_AFTER = 100

/** The state values that say how far the file is: its hash, the hash of one that is being written… */
const FILE = 'ledger file'
const WRITING = 'ledger writing'
/** …and the changes of the table that it has: see `ledgerChanges`. */
const SAVED = 'ledger saved'

/** Rows that the table has to take. */
export type LedgerChange = Pick<Changes, 'ledger' | 'links' | 'slugs'>

export interface KeptLedgerOptions {
  readonly db: () => Database
  /** The template of permalinks. */
  readonly links: string
}

export class KeptLedger {
  readonly #options: KeptLedgerOptions
  readonly #file: LedgerFile
  #problems: readonly Problem[] = []

  constructor(file: LedgerFile, options: KeptLedgerOptions) {
    this.#file = file
    this.#options = options
  }

  get path(): string {
    return this.#file.path
  }

  /** Whether there is a file. */
  get isThere(): boolean {
    return this.#file.version !== undefined
  }

  /** What was wrong with the file when it was read last. */
  get problems(): readonly Problem[] {
    return this.#problems
  }

  /**
   * The rows that the table has to take, if another program has written the file. To be called before each change.
   * @throws an Error in plain words if the file cannot be used
   */
  async changed(): Promise<LedgerChange | undefined> {
    const loaded = await persistently(() => this.#file.changed())
    if (loaded === undefined) return undefined
    const db = this.#options.db()
    const { rows, problems, version, ...head } = loaded
    this.#problems = problems
    const isOurs = [FILE, WRITING].some((name) => stateValue(db, name) === version)
    return isOurs ? undefined : { ledger: mergeLedgers(rows, toLedger(db)), ...head }
  }

  /**
   * The rows of the file and no others; undefined where the table has just these.
   * @throws an Error in plain words if the file cannot be used
   */
  async fileAlone(): Promise<LedgerChange | undefined> {
    const loaded = await persistently(() => this.#file.changed())
    if (loaded === undefined && this.isThere) return undefined
    const { rows = [], problems = [], version, ...head } = loaded ?? {}
    const db = this.#options.db()
    this.#problems = problems
    const isSaved = stateValue(db, FILE) === version && stateValue(db, SAVED) === ledgerChanges(db)
    return isSaved ? undefined : { ledger: rows, ...head }
  }

  /** All rows, for a table that takes the place of one that failed. */
  async everything(): Promise<LedgerChange | undefined> {
    const rows = this.#rowsOfTable()
    this.#file.forget()
    const loaded = await persistently(() => this.#file.changed()).catch(() => undefined)
    const ledger = mergeLedgers(rows, loaded?.rows ?? [])
    return ledger.length === 0 ? undefined : { ledger }
  }

  #rowsOfTable(): Ledger {
    try {
      return toLedger(this.#options.db())
    } catch {
      // then the file has all that is left
      return []
    }
  }

  /**
   * Writes the file if the table has other rows.
   * @returns whether the file is another one than before
   * @throws an Error in plain words if it cannot be written
   */
  async save(): Promise<boolean> {
    const db = this.#options.db()
    const changes = ledgerChanges(db)
    const isSaved = stateValue(db, SAVED) === changes && stateValue(db, FILE) === this.#file.version
    if (isSaved && this.isThere && this.#problems.length === 0) return false
    const rows = toLedger(db)
    if (rows.length === 0 && !this.isThere) return false
    const head = { links: stateValue(db, LINKS) ?? this.#options.links, slugs: allSlugs(db) }
    const write = () => this.#file.write(rows, head, (version) => setStateValue(db, WRITING, version))
    const written = await persistently(write)
    // the next change takes what another program has written meanwhile, and a new database is saved by itself
    if (written === 'overtaken' || db !== this.#options.db()) return false
    this.#problems = []
    db.transaction(() => {
      setStateValue(db, FILE, this.#file.version ?? null)
      setStateValue(db, SAVED, changes)
    })
    return written === 'new'
  }
}

export interface LiveLedgerOptions {
  /** Whether the file is written; otherwise it is only read. */
  readonly remembers: boolean
  readonly failed: (error: Error) => void
  /** Is called with an error of the database. */
  readonly onFailure: (error: unknown) => void
}

/** The ledger of a server, which goes on whatever happens to the file: the table has all ids. */
export class LiveLedger {
  readonly #ledger: KeptLedger
  readonly #options: LiveLedgerOptions
  #saving: Promise<void> = Promise.resolve()
  /** What is wrong with the file, as it was reported. */
  #trouble = ''

  constructor(ledger: KeptLedger, options: LiveLedgerOptions) {
    this.#ledger = ledger
    this.#options = options
  }

  /** @throws an Error in plain words if the file cannot be used */
  async open(): Promise<LedgerChange | undefined> {
    const change = await this.#ledger.changed()
    this.#reportProblems()
    return change
  }

  async changed(): Promise<LedgerChange | undefined> {
    const change = await this.#try(() => this.#ledger.changed())
    if (change !== undefined) this.#trouble = ''
    this.#reportProblems()
    return change
  }

  #reportProblems(): void {
    for (const problem of this.#ledger.problems)
      this.#report(formatProblem({ ...problem, path: this.#ledger.path }))
  }

  everything(): Promise<LedgerChange | undefined> {
    return this.#ledger.everything()
  }

  /** Writes the file soon, if the table has other rows by then. */
  saveSoon(): void {
    this.#saving = this.#saving
      .then(() => sleep(SAVE_AFTER))
      .then(() => this.save())
      .catch(this.#options.onFailure)
  }

  async save(): Promise<void> {
    if (!this.#options.remembers) return
    if (await this.#try(() => this.#ledger.save())) this.#trouble = ''
  }

  async close(): Promise<void> {
    await this.#saving
  }

  async #try<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action()
    } catch (error) {
      if (sqliteCode(error) > 0) throw error
      this.#report(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  /** Reports the same trouble once. */
  #report(message: string): void {
    if (message !== this.#trouble) this.#options.failed(new Error(message))
    this.#trouble = message
  }
}
