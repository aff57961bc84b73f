/** Threads that take a share of the work, beside this one. */
import { availableParallelism } from 'node:os'
import { Helper, type Work } from './helper.ts'
import type { Task } from './tasks.ts'

/** Each takes some 60 MB, and more of them would wait for the disk. */
const MAX_HELPERS = 3

/** Fewer posts are done sooner than helpers are there. */
const MANY = 350

/** What a helper runs. */
const WORKER = new URL('thread.js', import.meta.url)

export class Helpers {
  readonly #worker: URL
  readonly #queue: Work[] = []
  #helpers: Helper[] = []
  #areOfUse = true

  constructor(worker = WORKER) {
    this.#worker = worker
  }

  /**
   * Has helpers come: they load what they need meanwhile. They come by themselves when there are many tasks; whoever
   * knows sooner that there will be saves that time.
   */
  summon(): void {
    const wanted = this.#areOfUse ? Math.min(MAX_HELPERS, availableParallelism() - 1) : 0
    while (this.#helpers.length < wanted) this.#helpers.push(this.#hire())
  }

  /**
   * Done by helpers as soon as they are there, and by whoever calls {@link help}.
   * @param here does the same in this thread
   */
  do<T extends Task, R>(task: T, here: (task: T) => R | Promise<R>): Promise<R> {
    const { promise, resolve, reject } = Promise.withResolvers<R>()
    // whoever waits for it is told
    promise.catch(() => {})
    this.#queue.push({ task, here: () => here(task), resolve, reject })
    if (this.#hasMany()) this.summon()
    for (const helper of this.#helpers) helper.take()
    return promise
  }

  /** Waits for a thing, and does meanwhile what no helper has begun. */
  async help<T>(thing: Promise<T>): Promise<T> {
    let isThere = false
    const noteThat = () => {
      isThere = true
    }
    thing.then(noteThat, noteThat)
    await new Promise(setImmediate)
    for (let next = this.#next(isThere); next !== undefined; next = this.#next(isThere)) {
      doHere(next)
      await new Promise(setImmediate)
    }
    return thing
  }

  /** What has not been done by then is not done any more. */
  async close(): Promise<void> {
    this.#queue.length = 0
    const helpers = this.#helpers
    this.#helpers = []
    await Promise.all(helpers.map((helper) => helper.dismiss()))
  }

  #hasMany(): boolean {
    if (!this.#areOfUse || this.#helpers.length > 0) return false
    return this.#queue.reduce((posts, { task }) => posts + sizeOf(task), 0) >= MANY
  }

  #next(isOver: boolean): Work | undefined {
    return isOver ? undefined : this.#queue.shift()
  }

  #hire(): Helper {
    const helper = new Helper(this.#worker, this.#queue, () => {
      this.#helpers = this.#helpers.filter((other) => other !== helper)
      this.#areOfUse = false
    })
    return helper
  }
}

/** In posts. */
function sizeOf(task: Task): number {
  return task.kind === 'digest' ? task.paths.length : task.members.length
}

function doHere({ here, resolve, reject }: Work): void {
  try {
    resolve(here())
  } catch (error) {
    reject(error)
  }
}
