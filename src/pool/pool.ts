/** Workers that read and compose posts, and make parts of builds, while this thread writes the database. */
import { availableParallelism } from 'node:os'
import Tinypool, { type Options } from 'tinypool'
import type { Made } from '../build/maker.ts'
import type { Order } from '../build/orders.ts'
import { closeScratch, openScratch, type ScratchPlace } from '../disk/scratch-file.ts'
import type { ReadPath } from '../folder/read-path.ts'
import type { ComposedRows } from '../site/compose.ts'
import type { ComposeTask, MakeTask, ReadTask, Task } from './tasks.ts'

/** So many posts are read and composed sooner than workers are there. */
export const FEW = 300

/** Posts of one task: enough to make handing them over cheap, few enough for both workers to end together. */
const SHARE = 100

/** Tasks that are under way or wait to be taken, for each worker: results do not pile up. */
const AHEAD = 2

/** In milliseconds, for one task. Limits on posts end the work sooner; this is for what they overlook. */
const LONGEST = 60_000

/** In MB, for the heap of a worker: what it makes is handed on at once. */
const LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 }

/** What the pool adds to a task. */
type Own = 'kind' | 'scratch' | 'keepsEntries'

/** The same for processes, which get no environment and exchange JSON by default. */
const IN_PROCESSES: Partial<Options> = {
  execArgv: [`--max-old-space-size=${LIMITS.maxOldGenerationSizeMb}`],
  env: Object.fromEntries(Object.entries(process.env).map(([name, value = '']) => [name, value])),
  serialization: 'advanced',
}

export interface PoolOptions {
  /** A process that stays needs `child_process`: V8 keeps the memory of threads that have ended. */
  readonly runtime: 'worker_threads' | 'child_process'
  /** Where posts are put aside for {@link Pool.make}, which threads alone can do; absent: nowhere. */
  readonly scratch?: string
}

/** Its workers start with the first task. */
export class Pool {
  readonly #options: PoolOptions
  readonly #workers = Math.max(1, availableParallelism())
  #pool: Tinypool | undefined
  #scratch: ScratchPlace | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Has the workers load their code. */
  start(): Tinypool {
    const { runtime } = this.#options
    this.#pool ??= new Tinypool({
      filename: new URL('worker.js', import.meta.url).href,
      minThreads: this.#workers,
      maxThreads: this.#workers,
      resourceLimits: LIMITS,
      runtime,
      ...(runtime === 'child_process' ? IN_PROCESSES : {}),
    })
    return this.#pool
  }

  /** Reads posts; results come in the order in which they are ready. */
  read(task: Omit<ReadTask, 'kind'>): AsyncGenerator<readonly ReadPath[]> {
    return this.#share<ReadPath>(task.paths, (paths) => ({ ...task, kind: 'read', paths }))
  }

  /** Composes posts of a database that was committed before. @param kept how many of their entries are kept */
  compose(task: Omit<ComposeTask, Own>, kept: number): AsyncGenerator<readonly ComposedRows[]> {
    const scratch = this.#openScratch()
    return this.#share<ComposedRows>(task.paths, (paths, start) => ({
      ...{ ...task, kind: 'compose', paths, scratch, keepsEntries: start < kept },
    }))
  }

  /** Makes parts of a build, and writes their files. */
  make(task: Omit<MakeTask, 'order' | Own>, orders: Iterable<Order>): AsyncGenerator<Made> {
    const scratch = this.#openScratch()
    return this.#run<Made, Order>(orders, (order) => ({ ...task, kind: 'make', scratch, order }))
  }

  #openScratch(): ScratchPlace | undefined {
    const { scratch } = this.#options
    this.#scratch ??= scratch === undefined ? undefined : openScratch(scratch)
    return this.#scratch
  }

  async close(): Promise<void> {
    await this.#pool?.destroy()
    if (this.#scratch !== undefined) closeScratch(this.#scratch)
    this.#pool = undefined
    this.#scratch = undefined
  }

  #share<Result>(
    paths: readonly string[],
    toTask: (paths: readonly string[], start: number) => Task,
  ): AsyncGenerator<readonly Result[]> {
    const count = Math.ceil(paths.length / SHARE)
    const starts = Array.from({ length: count }, (_, number) => number * SHARE)
    return this.#run(starts, (start) => toTask(paths.slice(start, start + SHARE), start))
  }

  async *#run<Result, Input>(
    inputs: Iterable<Input>,
    toTask: (input: Input) => Task,
  ): AsyncGenerator<Result> {
    const pool = this.start()
    const running = new Set<Promise<Result>>()
    const waiting = Iterator.from(inputs)
    for (let next = waiting.next(); !next.done || running.size > 0; ) {
      for (; !next.done && running.size < this.#workers * AHEAD; next = waiting.next())
        running.add(pool.run(toTask(next.value), { signal: AbortSignal.timeout(LONGEST) }))
      const done = await Promise.race([...running].map(async (task) => ({ task, result: await task })))
      running.delete(done.task)
      yield done.result
    }
  }
}
