/** The posts folder as it is now, and the snapshot made of it, kept up with while it changes. */
import type { Compilation, Compiler } from '../compile.ts'
import type { Instant, MediaFile, Problem, Source } from '../model.ts'
import { succeed } from '../succession.ts'
import { type FolderContent, readFolder, readItem } from './files.ts'
import { LedgerFile } from './ledger.ts'
import { openMediaFile } from './media-file.ts'
import { MemoryStore, snapshotInMemory } from './memory.ts'
import { type Change, watchFolder } from './watch.ts'

export interface FolderOptions {
  readonly posts: string
  readonly clock: () => Instant
  /** Whether the ids of posts are written to the ledger in the folder; otherwise they are only read there. */
  readonly writesLedger?: boolean
  readonly events: FolderEvents
}

export interface FolderEvents {
  /** After each change of the folder; problems are all that there are now. */
  published(changes: readonly Change[], compilation: Compilation, problems: readonly Problem[]): void
  waiting(path: string): void
  failed(error: Error): void
}

export class LiveFolder {
  readonly store: MemoryStore
  compilation: Compilation
  readonly #options: FolderOptions
  readonly #compiler: Compiler
  readonly #sources: Map<string, Source>
  readonly #files: Map<string, MediaFile>
  readonly #oddities: Map<string, Problem>
  readonly #ledger: LedgerFile
  /** What is wrong with the ledger, as the publisher has been told. */
  #ledgerTrouble = ''

  private constructor(
    options: FolderOptions,
    compiler: Compiler,
    content: FolderContent,
    ledger: LedgerFile,
  ) {
    this.#options = options
    this.#compiler = compiler
    this.#ledger = ledger
    this.#sources = new Map(content.sources)
    this.#files = new Map(content.files)
    this.#oddities = new Map(content.problems.map((problem) => [problem.path, problem]))
    this.compilation = this.#compile()
    this.store = new MemoryStore(this.#snapshot())
  }

  /** Watches first and reads then, so that nothing is missed; what is still being written comes later. */
  static async open(
    options: FolderOptions,
    compiler: Compiler,
  ): Promise<{ folder: LiveFolder; stopWatching: () => Promise<void> }> {
    const { posts, events } = options
    const ledger = await LedgerFile.open(posts)
    const { promise, resolve } = Promise.withResolvers<LiveFolder>()
    let work: Promise<unknown> = promise
    const apply = (changes: readonly Change[]) => {
      work = work.then(async () => (await promise).#apply(changes)).catch((error) => events.failed(error))
    }
    const watcher = await watchFolder(posts, apply, { onWaiting: events.waiting, onError: events.failed })
    const unfinished = watcher.unreported()
    const content = await readFolder(posts)
    const sources = new Map([...content.sources].filter(([path]) => !unfinished.has(path)))
    const folder = new LiveFolder(options, compiler, { ...content, sources }, ledger)
    folder.#tellOfLedger(await folder.#saveLedger())
    resolve(folder)
    const stopWatching = async () => {
      await watcher.close()
      await work
    }
    return { folder, stopWatching }
  }

  get problems(): readonly Problem[] {
    return [...this.#oddities.values(), ...this.compilation.problems]
  }

  async #apply(changes: readonly Change[]): Promise<void> {
    for (const change of changes) await this.#update(change)
    const unreadable = await failure(() => this.#ledger.reload())
    const now = this.#options.clock()
    const next = this.#compile()
    this.compilation = { ...next, documents: succeed(this.compilation.documents, next.documents, now) }
    this.store.publish(this.#snapshot())
    this.#options.events.published(changes, this.compilation, this.problems)
    this.#tellOfLedger(unreadable ?? (await this.#saveLedger()))
  }

  async #saveLedger(): Promise<Error | undefined> {
    return this.#options.writesLedger ? failure(() => this.#ledger.save()) : undefined
  }

  /** A ledger that became unusable stops nothing here: what it held is in memory. It is told of once. */
  #tellOfLedger(trouble: Error | undefined): void {
    if (trouble !== undefined && trouble.message !== this.#ledgerTrouble) this.#options.events.failed(trouble)
    this.#ledgerTrouble = trouble?.message ?? ''
  }

  async #update({ path, kind }: Change): Promise<void> {
    const item = kind === 'removed' ? undefined : await readItem(this.#options.posts, path)
    for (const table of [this.#sources, this.#files, this.#oddities]) table.delete(path)
    if (item === undefined) return
    if ('source' in item) this.#sources.set(path, item.source)
    else if ('file' in item) this.#files.set(path, item.file)
    else this.#oddities.set(path, item.problem)
  }

  #compile(): Compilation {
    const compilation = this.#compiler.compile(
      { sources: this.#sources.values(), files: this.#files, ledger: this.#ledger.ledger },
      this.#options.clock(),
    )
    this.#ledger.ledger = compilation.ledger
    return compilation
  }

  #snapshot() {
    return snapshotInMemory(this.compilation, (path) => openMediaFile(this.#options.posts, path))
  }
}

/** What an action fails with, if it does. */
async function failure(action: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await action()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
