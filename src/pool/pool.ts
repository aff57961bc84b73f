/** Workers that read and compose posts, and make parts of builds, while this thread writes the database. */
import { availableParallelism } from 'node:os'
import Tinypool, { type Options } from 'tinypool'
import type { Made, Order } from '../build/maker.ts'
import type { StampedSource } from '../folder/read-post.ts'
import type { ComposedPost } from '../site/compose.ts'
import type { ComposeTask, MakeTask, ReadTask, Task } from './tasks.ts'

/** Posts of one task: enough to make handing them over cheap, few enough for both workers to end together. */
const SHARE = 100

/** Tasks that are under way or wait to be taken, for each worker: results do not pile up. */
const AHEAD = 2

/** In milliseconds, for one task. Limits on posts end the work sooner; this is for what they overlook. */
const LONGEST = 60_000

/** In MB, for the heap of a worker: what it makes is handed on at once. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 }

/** The same for processes, which get no environment and exchange JSON by default. */
const IN_PROCESSES: Partial<Options> = {
  execArgv: [`--max-old-space-size=${LIMITS.maxOldGenerationSizeMb}`],
  env: Object.fromEntries(Object.entries(process.env).map(([name, value = '']) => [name, value])),
  serialization: 'advanced',
}

export class Pool {
  readonly #pool: Tinypool
  readonly #workers = Math.max(1, availableParallelism())

  /** @param runtime a process that stays needs `child_process`: V8 keeps the memory of threads that have ended */
  constructor(runtime: 'worker_threads' | 'child_process' = 'worker_threads') {
    this.#pool = new Tinypool({
      filename: new URL('worker.js', import.meta.url).href,
      minThreads: this.#workers,
      maxThreads: this.#workers,
      resourceLimits: LIMITS,
      runtime,
      ...(runtime === 'child_process' ? IN_PROCESSES : {}),
    })
  }

  /** Reads posts; results come in the order in which they are ready. */
  read(task: Omit<ReadTask, 'kind'>): AsyncGenerator<readonly StampedSource[]> {
    return this.#share<StampedSource>(task.paths, (paths) => ({ ...task, kind: 'read', paths }))
  }

  /** Composes posts of a database that was committed before. */
  compose(task: Omit<ComposeTask, 'kind'>): AsyncGenerator<readonly ComposedPost[]> {
    return this.#share<ComposedPost>(task.paths, (paths) => ({ ...task, kind: 'compose', paths }))
  }

  /** Makes parts of a build, and writes their files. */
  make(task: Omit<MakeTask, 'kind' | 'order'>, orders: Iterable<Order>): AsyncGenerator<Made> {
    return this.#run<Made, Order>(orders, (order) => ({ ...task, kind: 'make', order }))
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  #share<Result>(
    paths: readonly string[],
    toTask: (paths: readonly string[]) => Task,
  ): AsyncGenerator<readonly Result[]> {
    const count = Math.ceil(paths.length / SHARE)
    const shares = Array.from({ length: count }, (_, number) =>
      paths.slice(number * SHARE, (number + 1) * SHARE),
    )
    return this.#run(shares, toTask)
  }

  async *#run<Result, Input>(
    inputs: Iterable<Input>,
    toTask: (input: Input) => Task,
  ): AsyncGenerator<Result> {
    const running = new Set<Promise<Result>>()
    const waiting = Iterator.from(inputs)
    for (let next = waiting.next(); !next.done || running.size > 0; ) {
      for (; !next.done && running.size < this.#workers * AHEAD; next = waiting.next())
        running.add(this.#pool.run(toTask(next.value), { signal: AbortSignal.timeout(LONGEST) }))
      const done = await Promise.race([...running].map(async (task) => ({ task, result: await task })))
      running.delete(done.task)
      yield done.result
    }
  }
}
