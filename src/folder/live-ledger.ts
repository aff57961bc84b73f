/** The ledger of a server, which goes on whatever happens to the file: the table has all ids. */

import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../base/message.ts'
import { formatProblem } from '../base/problem.ts'
import type { LedgerChange } from '../site/apply.ts'
import { sqliteCode } from '../site/drivers/node.ts'
import { KeptLedger, type KeptLedgerOptions } from './kept-ledger.ts'

/** In milliseconds. Requests for the new documents come first. */
const SAVE_AFTER = 100

/**
 * The file has a row for each post, so writing it keeps this thread busy for a second where there are 100,000. It may do
 * so for a small part of the time only, since dropped posts wait meanwhile: so many times as long it rests.
 */
const REST = 25

export interface LiveLedgerOptions extends KeptLedgerOptions {
  /** Whether the file may be written now; otherwise it is only read. */
  readonly isWritten: () => boolean
  readonly failed: (error: Error) => void
  /** Is called with an error of the database. */
  readonly onFailure: (error: unknown) => void
}

export class LiveLedger extends KeptLedger {
  readonly #options: LiveLedgerOptions
  readonly #closing = new AbortController()
  #saving: Promise<unknown> = Promise.resolve()
  /** Whether a write waits to begin. */
  #isDue = false
  /** In milliseconds, until the next write may begin. */
  #pause = SAVE_AFTER
  /** What is wrong with the file, as it was reported. */
  #trouble = ''

  constructor(folder: string, options: LiveLedgerOptions) {
    super(folder, options)
    this.#options = options
  }

  /** @throws an Error in plain words if the file cannot be used */
  async open(): Promise<LedgerChange | undefined> {
    const change = await super.changed()
    this.#reportProblems()
    return change
  }

  override async changed(): Promise<LedgerChange | undefined> {
    const change = await this.#try(() => super.changed())
    if (change !== undefined) this.#trouble = ''
    this.#reportProblems()
    return change
  }

  #reportProblems(): void {
    for (const problem of this.problems) this.#report(formatProblem({ ...problem, path: this.path }))
  }

  /** Writes the file soon, if the table has other rows by then. */
  saveSoon(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#saving = this.#saving
      .then(() => sleep(this.#pause, undefined, { signal: this.#closing.signal }).catch(() => {}))
      .then(() => {
        this.#isDue = false
        return this.save()
      })
      .catch(this.#options.onFailure)
  }

  override async save(): Promise<boolean> {
    const isNew = this.#options.isWritten() && ((await this.#try(() => this.#write())) ?? false)
    if (isNew) this.#trouble = ''
    return isNew
  }

  /** All but waiting for the disk is done before the promise is there. */
  #write(): Promise<boolean> {
    const start = performance.now()
    const writing = super.save()
    this.#pause = Math.max(SAVE_AFTER, REST * (performance.now() - start))
    return writing
  }

  /** Writes at once what waits to be written. */
  async close(): Promise<void> {
    this.#closing.abort()
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
