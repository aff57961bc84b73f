/** The ledger of a server, which goes on whatever happens to the file: the table has all ids. */

import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../base/message.ts'
import { formatProblem } from '../base/problem.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import type { KeptLedger, LedgerChange } from './kept-ledger.ts'

/** In milliseconds. Requests for the new documents come first. */
const SAVE_AFTER = 100

export interface LiveLedgerOptions {
  /** Whether the file may be written now; otherwise it is only read. */
  readonly isWritten: () => boolean
  readonly failed: (error: Error) => void
  /** Is called with an error of the database. */
  readonly onFailure: (error: unknown) => void
}

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

  /** Has the next change read the file again, whatever it was before. */
  forget(): void {
    this.#ledger.forget()
  }

  /** Writes the file soon, if the table has other rows by then. */
  saveSoon(): void {
    this.#saving = this.#saving
      .then(() => sleep(SAVE_AFTER))
      .then(() => this.save())
      .catch(this.#options.onFailure)
  }

  async save(): Promise<void> {
    if (!this.#options.isWritten()) return
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
      this.#report(messageOf(error))
      return undefined
    }
  }

  /** Reports the same trouble once. */
  #report(message: string): void {
    if (message !== this.#trouble) this.#options.failed(new Error(message))
    this.#trouble = message
  }
}
