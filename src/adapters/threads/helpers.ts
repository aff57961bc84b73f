/** Threads that take a share of the work, beside this one. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Written } from '../../compile/press.ts'
import type { Site } from '../../model.ts'
import { HELPER_LIMITS } from '../heap.ts'
import {
  type DigestTask,
  digestPosts,
  type ReadPost,
  type Task,
  type WriteTask,
  writePosts,
} from './tasks.ts'

/** Each takes some 60 MB, and more of them would wait for the disk. */
const MAX_HELPERS = 3

/** Tasks that a helper has at hand: one to work on, and the next. */
const AT_HAND = 2

interface ShareOptions {
  readonly onDone?: (tasks: number) => void
  readonly isFree?: Promise<unknown>
}

export class Helpers {
  readonly #site: Site
  #workers: Worker[] = []

  constructor(site: Site) {
    this.#site = site
  }

  /** @param onDone told how many tasks are done */
  digest(tasks: readonly DigestTask[], onDone: (tasks: number) => void): Promise<ReadPost[][]> {
    return this.#share(tasks, (task) => digestPosts(task, this.#site), { onDone })
  }

  /** @param isFree when this thread has time for it, too */
  write(tasks: readonly WriteTask[], isFree: Promise<unknown>): Promise<Written[][]> {
    return this.#share(tasks, (task) => writePosts(task, this.#site), { isFree })
  }

  /** Whether there is somebody at hand; it takes the work of some hundred posts to get there. */
  get isThere(): boolean {
    return this.#workers.length > 0
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    this.#workers = []
  }

  /** This thread and the helpers take one task after the other. Results are in the order of the tasks. */
  async #share<T extends Task, R>(
    tasks: readonly T[],
    here: (task: T) => R,
    { onDone = () => {}, isFree = Promise.resolve() }: ShareOptions,
  ): Promise<R[]> {
    const results: R[] = []
    let done = 0
    const keep = (index: number, result: R) => {
      results[index] = result
      onDone(++done)
    }
    const queue = [...tasks.entries()]
    const helping = this.#crew(tasks.length).map((worker) => help(worker, queue, keep))
    const helpOneself = async () => {
      await isFree
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, task] = next
        // a copy, as from a helper: what was cut out of a text would hold the whole of it in memory
        keep(index, structuredClone(here(task)))
        await new Promise(setImmediate)
      }
    }
    try {
      await Promise.all([helpOneself(), ...helping])
    } finally {
      // if one has failed, the others need not go on
      queue.length = 0
    }
    return results
  }

  #crew(tasks: number): Worker[] {
    const wanted = Math.min(MAX_HELPERS, availableParallelism() - 1, tasks - 1)
    while (this.#workers.length < wanted) this.#workers.push(this.#hire())
    return this.#workers.slice(0, Math.max(0, wanted))
  }

  #hire(): Worker {
    const file = import.meta.url.replace(/helpers(\.\w+)$/, 'worker$1')
    const worker = new Worker(new URL(file), {
      workerData: { site: this.#site },
      resourceLimits: HELPER_LIMITS,
    })
    worker.unref()
    return worker
  }
}

/** Feeds one helper until the queue is empty. */
function help<T, R>(
  worker: Worker,
  queue: [number, T][],
  keep: (index: number, result: R) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const open: number[] = []
    const send = () => {
      while (open.length < AT_HAND) {
        const next = queue.shift()
        if (next === undefined) break
        open.push(next[0])
        worker.postMessage(next[1])
      }
      if (open.length > 0) return
      worker.off('message', receive).off('error', reject)
      worker.unref()
      resolve()
    }
    const receive = (result: R) => {
      const index = open.shift()
      if (index !== undefined) keep(index, result)
      send()
    }
    worker.ref()
    worker.on('message', receive).once('error', reject)
    send()
  })
}
