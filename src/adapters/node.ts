/** The server on Node: watches the posts folder and serves what is in it now. */
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Compilation, type Compiler, createCompiler } from '../compile.ts'
import { createApp } from '../http/app.ts'
import type { Instant, MediaFile, Problem, Source } from '../model.ts'
import { succeed } from '../succession.ts'
import type { SiteAt } from './config.ts'
import { type FolderContent, openFile, readFolder, readItem } from './files.ts'
import { hash } from './hash.ts'
import { LedgerFile } from './ledger.ts'
import { MemoryStore, snapshotInMemory } from './memory.ts'
import { type Change, watchFolder } from './watch.ts'

export interface ServerOptions {
  readonly posts: string
  readonly siteAt: SiteAt
  readonly port: number
  /** Whether a taken port is an error; otherwise the next free one is used. */
  readonly strictPort: boolean
  readonly clock: () => Instant
  /** Whether the ids of posts are written to the ledger in the folder; otherwise they are only read there. */
  readonly writesLedger?: boolean
  readonly events: ServerEvents
}

export interface ServerEvents {
  /** After each change of the folder; problems are all that there are now. */
  published(changes: readonly Change[], compilation: Compilation, problems: readonly Problem[]): void
  waiting(path: string): void
  failed(error: Error): void
}

export interface RunningServer {
  readonly port: number
  readonly compilation: Compilation
  readonly problems: readonly Problem[]
  close(): Promise<void>
}

/** Ports tried after the wished one, before the system may choose. */
const NEXT_PORTS = 20

type Listener = ReturnType<typeof getRequestListener>

/** @throws an Error in plain words if the folder cannot be read or the port is taken */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  await readFolder(options.posts)
  const server = createServer()
  const open = holdRequests(server)
  const port = await listen(server, options)
  try {
    const site = options.siteAt(`http://localhost:${port}`)
    const { folder, stopWatching } = await LiveFolder.open(options, createCompiler(site, hash))
    open(getRequestListener(createApp({ store: folder.store, clock: options.clock }).fetch))
    const close = async () => {
      await stopWatching()
      await stop(server)
    }
    return { port, compilation: folder.compilation, problems: folder.problems, close }
  } catch (error) {
    await stop(server)
    throw error
  }
}

/** Requests wait until the first snapshot is there: the port must be known before it can be made. */
function holdRequests(server: Server): (listener: Listener) => void {
  const { promise, resolve } = Promise.withResolvers<Listener>()
  const hold: Listener = async (incoming, outgoing) => (await promise)(incoming, outgoing)
  server.on('request', hold)
  return (listener) => {
    server.off('request', hold).on('request', listener)
    resolve(listener)
  }
}

function stop(server: Server): Promise<void> {
  server.closeIdleConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function listen(server: Server, { port, strictPort }: ServerOptions): Promise<number> {
  const wishes =
    strictPort || port === 0 ? [port] : [...Array(NEXT_PORTS).keys()].map((step) => port + step).concat(0)
  for (const wish of wishes) {
    if (await canListen(server, wish)) return portOf(server)
  }
  throw new Error(`Port ${port} is in use. Stop the program that uses it, or choose another with --port.`)
}

function canListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else if (error.code === 'EACCES')
        reject(new Error(`Port ${port} needs more rights. Choose one above 1023 with --port.`))
      else reject(error)
    }
    server.once('error', onError)
    server.listen(port, () => {
      server.off('error', onError)
      resolve(true)
    })
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The posts folder as it is now, and the snapshot made of it. */
class LiveFolder {
  readonly store: MemoryStore
  compilation: Compilation
  readonly #options: ServerOptions
  readonly #compiler: Compiler
  readonly #sources: Map<string, Source>
  readonly #files: Map<string, MediaFile>
  readonly #oddities: Map<string, Problem>
  readonly #ledger: LedgerFile
  /** What is wrong with the ledger, as the publisher has been told. */
  #ledgerTrouble = ''

  private constructor(
    options: ServerOptions,
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
    options: ServerOptions,
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
    return snapshotInMemory(this.compilation, (path) => openFile(this.#options.posts, path))
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
