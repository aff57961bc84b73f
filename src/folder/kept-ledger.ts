/**
 * The ledger file of a site: it has the rows of the `entry` table, some moments later. The table is on the disk before
 * anybody sees an id, so a process that is killed before it writes the file loses nothing.
 */
import { persistently } from '../disk/transient.ts'
import { type Ledger, mergeLedgers } from '../ids/ledger.ts'
import type { Problem } from '../model.ts'
import type { LedgerChange } from '../site/apply.ts'
import { type Database, setStateValue, stateValue } from '../site/database.ts'
import { ledgerChanges, toLedger } from '../site/entries.ts'
import { ledgerHead } from '../site/slugs.ts'
import { LedgerFile } from './ledger.ts'

/** The state values that say how far the file is: its hash, the hash of one that is being written… */
const FILE = 'ledger file'
const WRITING = 'ledger writing'
/** …and the changes of the table that it has: see `ledgerChanges`. */
const SAVED = 'ledger saved'

export interface KeptLedgerOptions {
  readonly db: () => Database
  /** The template of permalinks. */
  readonly links: string
}

export class KeptLedger {
  readonly #options: KeptLedgerOptions
  readonly #file: LedgerFile
  /** What was wrong with the file when it was read last. */
  problems: readonly Problem[] = []

  /** @param folder of the posts */
  constructor(folder: string, options: KeptLedgerOptions) {
    this.#file = new LedgerFile(folder)
    this.#options = options
  }

  get path(): string {
    return this.#file.path
  }

  /** Whether there is a file. */
  get isThere(): boolean {
    return this.#file.version !== undefined
  }

  /** Makes {@link changed} read the file again. */
  forget(): void {
    this.#file.forget()
  }

  /**
   * The rows that the table has to take, if another program has written the file. To be called before each change.
   * @throws an Error in plain words if the file cannot be used
   */
  async changed(): Promise<LedgerChange | undefined> {
    const db = this.#options.db()
    const isOurs = (version?: string) => [FILE, WRITING].some((name) => stateValue(db, name) === version)
    const loaded = await persistently(() => this.#file.changed(isOurs))
    if (loaded === undefined) {
      if (this.isThere && isOurs(this.#file.version)) this.problems = []
      return undefined
    }
    const { rows, problems, version: _, ...head } = loaded
    this.problems = problems
    return { ledger: mergeLedgers(rows, toLedger(db)), ...head }
  }

  /**
   * The rows of the file and no others; undefined where the table has just these.
   * @throws an Error in plain words if the file cannot be used
   */
  async fileAlone(): Promise<LedgerChange | undefined> {
    this.forget()
    const db = this.#options.db()
    const isSaved = (version?: string) =>
      stateValue(db, FILE) === version && stateValue(db, SAVED) === ledgerChanges(db)
    const loaded = await persistently(() => this.#file.changed(isSaved))
    const { rows = [], problems = [], version: _, ...head } = loaded ?? {}
    this.problems = problems
    return isSaved(this.#file.version) ? undefined : { ledger: rows, ...head }
  }

  /** All rows, for a table that takes the place of one that failed. */
  async everything(): Promise<LedgerChange | undefined> {
    const rows = this.#rowsOfTable()
    this.forget()
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
    if (isSaved && this.isThere && this.problems.length === 0) return false
    const rows = toLedger(db)
    if (rows.length === 0 && !this.isThere) return false
    const head = ledgerHead(db, this.#options.links)
    const write = () => this.#file.write(rows, head, (version) => setStateValue(db, WRITING, version))
    const written = await persistently(write)
    // the next change takes what another program has written meanwhile, and a new database is saved by itself
    if (written === 'overtaken' || db !== this.#options.db()) return false
    this.problems = []
    db.transaction(() => {
      setStateValue(db, FILE, this.#file.version ?? null)
      setStateValue(db, SAVED, changes)
    })
    return written === 'new'
  }
}
