/** One thread that helps, seen from the thread that it helps. */
import { Worker } from 'node:worker_threads'
import { HELPER_LIMITS } from '../heap.ts'
import type { Task } from './tasks.ts'

/** Tasks that it has at hand: while one is done, the next is there. */
const AT_HAND = 3

/** A task, and who waits for what comes of it. */
export interface Work {
  readonly task: Task
  here(): unknown
  resolve(result: unknown): void
  reject(error: unknown): void
}

export class Helper {
  readonly #worker: Worker
  readonly #queue: Work[]
  /** In the order in which they are done. */
  readonly #atHand: Work[] = []
  #isThere = false

  /**
   * Takes work from the front of the queue when it has loaded what it takes.
   * @param onFailed called when it does no more; what it had at hand has failed with it
   */
  constructor(worker: URL, queue: Work[], onFailed: () => void) {
    this.#queue = queue
    this.#worker = new Worker(worker, { resourceLimits: HELPER_LIMITS })
    this.#worker.once('message', () => this.#arrive())
    this.#worker.once('error', (error) => {
      if (!this.#isThere) process.emitWarning(`This takes longer: a helper cannot start (${error.message}).`)
      this.#isThere = false
      for (const { reject } of this.#atHand.splice(0)) reject(error)
      onFailed()
    })
    // nobody waits for it but for what it has at hand
    this.#worker.unref()
  }

  take(): void {
    while (this.#isThere && this.#atHand.length < AT_HAND) {
      const next = this.#queue.shift()
      if (next === undefined) break
      if (this.#atHand.push(next) === 1) this.#worker.ref()
      this.#worker.postMessage(next.task)
    }
  }

  async dismiss(): Promise<void> {
    this.#isThere = false
    await this.#worker.terminate()
  }

  #arrive(): void {
    this.#isThere = true
    this.#worker.on('message', (result) => this.#handOver(result))
    this.take()
  }

  #handOver(result: unknown): void {
    this.#atHand.shift()?.resolve(result)
    if (this.#atHand.length === 0) this.#worker.unref()
    this.take()
  }
}
