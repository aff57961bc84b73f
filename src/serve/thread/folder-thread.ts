/**
 * A posts folder in a thread of its own, so that no request waits while posts are read and rendered. A thread that
 * dies is started again; meanwhile the site stays as it is.
 */
import { Worker } from 'node:worker_threads'
import { POST } from '../../content/folder-item.ts'
import { listFolder } from '../../folder/listing.ts'
import type { FolderChange } from '../../folder/live-site.ts'
import { stateAt } from '../../folder/source-file.ts'
import type { Instant, Problem, Site } from '../../model.ts'
import type { Manifest, Snapshot, SnapshotStore } from '../../snapshot/snapshot.ts'
import { KnownProblems, type ProblemChanges } from './known-problems.ts'
import type { FolderTask, Message, PostedState, Request } from './protocol.ts'
import { ReceivedSite } from './received.ts'

export interface FolderOptions {
  readonly posts: string
  /** A fixed time; absent: the clock of the machine. */
  readonly now?: Instant
  /**
   * Whether anything is kept for the next run: the ids of posts in the folder's ledger, and the site's database in the
   * user's cache. Otherwise both are only read.
   */
  readonly remembers?: boolean
  /** Whether most posts may go at once; otherwise they stay as they were: see folder/vanished.ts. */
  readonly allowsEmpty?: boolean
  /** For the heap of the thread, in MB; absent: enough for the posts that there are. */
  readonly memory?: number
  /** In milliseconds, for one post; absent: 20 seconds. */
  readonly longest?: number
  readonly events: FolderEvents
}

/** The folder between two changes. */
export interface FolderState {
  /** All current problems. */
  readonly problems: readonly Problem[]
  readonly problemChanges: ProblemChanges
  /** Posts that are published or will be. */
  readonly posts: number
  readonly manifest: Manifest
  /** Bases of the feeds that the last change changed; absent: any feed may have changed. */
  readonly changedFeeds: readonly string[] | undefined
  /** When the posts that are not public yet at an instant will be, the next first. */
  scheduled(now: Instant): readonly Instant[]
}

export interface FolderEvents {
  /** Is called after each change of the folder; without changes, after any other change of the site. */
  published(changes: readonly FolderChange[], state: FolderState): void
  waiting(path: string): void
  failed(error: Error): void
}

/** In milliseconds, for one post. Limits on posts end the work sooner; this is the last resort. */
const LONGEST = 20_000
/** In milliseconds, between the death of a thread and the start of the next: twice as long after each in a row. */
const PAUSE = { first: 500, longest: 60_000 } as const
/** Deaths that one post may cause before it is left out. */
const MAX_DEATHS = 2
/** In milliseconds, to finish the work under way when the server is closed. */
const GRACE = 4_000

const ENTRY = new URL('entry.js', import.meta.url)

/** In MB: with a larger nursery, Node may not notice in time that a thread has no memory left, and abort the process. */
const NURSERY = 12

/** In MB: room for the post that is rendered. Besides, each post takes some kilobytes. */
const HEAP = 320

interface Deaths {
  readonly count: number
  /** The state of the post's file at the last one. */
  readonly file: string | undefined
}

export class FolderThread implements SnapshotStore {
  readonly #options: FolderOptions
  #site: Site
  /** Of the posts that the thread was working on when it died, by path. */
  readonly #deaths = new Map<string, Deaths>()
  readonly #received: ReceivedSite
  readonly #problems = new KnownProblems()
  readonly #opened = Promise.withResolvers<void>()
  readonly #exited = Promise.withResolvers<void>()
  #worker: Worker | undefined
  #state: FolderState | undefined
  /** The post that the thread works on. */
  #working: string | undefined
  #watchdog: NodeJS.Timeout | undefined
  #pause: number = PAUSE.first
  /** Why the thread ended, if that is known. */
  #reason = ''
  /** Whether the thread ends for another one to start. */
  #isLeaving = false
  #isClosed = false

  private constructor(options: FolderOptions, site: Site) {
    this.#options = options
    this.#site = site
    this.#received = new ReceivedSite(options.posts, (question) => this.#post(question))
  }

  /** @throws an Error in plain words if the folder cannot be used */
  static async open(options: FolderOptions, site: Site): Promise<FolderThread> {
    const thread = new FolderThread(options, site)
    await thread.#start()
    await thread.#opened.promise
    return thread
  }

  current(): Snapshot {
    return this.#received.current()
  }

  get state(): FolderState {
    if (this.#state === undefined) throw new Error('The folder is not open yet.')
    return this.#state
  }

  /** Has the next thread, which starts when this one has saved its state, make another site of the folder. */
  configure(site: Site): void {
    this.#site = site
    this.#isLeaving = true
    this.#leave()
  }

  /** Saves the state for the next run. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#leave()
    if (this.#worker !== undefined) await this.#exited.promise
  }

  #leave(): void {
    const worker = this.#worker
    if (worker === undefined) return
    this.#post({ kind: 'close' })
    const end = setTimeout(() => worker.terminate(), GRACE)
    worker.once('exit', () => clearTimeout(end))
  }

  async #start(): Promise<void> {
    const { posts, now, memory, remembers = false, allowsEmpty = false } = this.#options
    const harmful = [...this.#deaths.keys()].filter((path) => this.#deathsOf(path) >= MAX_DEATHS)
    const files: readonly string[] = await listFolder(posts).catch(() => [])
    const count = files.filter((path) => POST.test(path)).length
    if (this.#isClosed) return this.#exited.resolve()
    this.#isLeaving = false
    const workerData: FolderTask = { posts, count, site: this.#site, now, remembers, allowsEmpty, harmful }
    const worker = new Worker(ENTRY, {
      workerData,
      resourceLimits: {
        maxYoungGenerationSizeMb: NURSERY,
        maxOldGenerationSizeMb: memory ?? HEAP + Math.ceil(count / 50),
      },
    })
    this.#reason = 'The thread that reads the posts folder ended.'
    worker.on('message', (message: Message) => this.#receive(message))
    worker.once('error', (error) => {
      this.#reason = error.message
    })
    worker.once('exit', () => {
      const path = this.#working
      this.#watch(undefined)
      this.#worker = undefined
      if (this.#isClosed) this.#exited.resolve()
      else if (this.#isLeaving) void this.#start()
      else this.#restart(path)
    })
    this.#worker = worker
  }

  /** Ends the thread if it works on one post for too long. */
  #watch(path: string | undefined): void {
    this.#working = path
    clearTimeout(this.#watchdog)
    if (path === undefined) return
    const { longest = LONGEST } = this.#options
    const end = () => {
      this.#reason = `It took more than ${longest / 1_000} seconds.`
      void this.#worker?.terminate()
    }
    this.#watchdog = setTimeout(end, longest).unref()
  }

  #restart(path: string | undefined): void {
    // the first opening fails at once
    if (path === undefined && !this.#received.isOpen) this.#opened.reject(new Error(this.#reason))
    else {
      const next = 'The folder is read again; the site stays as it is meanwhile.'
      const message = path === undefined ? `${this.#reason} ${next}` : this.#blame(path)
      this.#options.events.failed(new Error(message))
      setTimeout(() => this.#start(), this.#pause)
      this.#pause = Math.min(this.#pause * 2, PAUSE.longest)
    }
  }

  #blame(path: string): string {
    const count = this.#deathsOf(path) + 1
    this.#deaths.set(path, { count, file: stateAt(this.#options.posts, path) })
    const next = count < MAX_DEATHS ? 'It is tried once more.' : 'It is left out.'
    return `${path}: This post cannot be rendered. ${this.#reason} ${next}`
  }

  /** Those that a post has caused since it changed. */
  #deathsOf(path: string): number {
    const known = this.#deaths.get(path)
    return known?.file === stateAt(this.#options.posts, path) ? (known?.count ?? 0) : 0
  }

  #receive(message: Message): void {
    const { events } = this.#options
    if (message.kind === 'state') this.#take(message.state, message.changes)
    else if (message.kind === 'answer') this.#received.settle(message)
    else if (message.kind === 'working') this.#watch(message.path)
    else if (message.kind === 'waiting') events.waiting(message.path)
    else if (message.kind === 'failed') events.failed(new Error(message.message))
    else {
      this.#reason = message.message
      void this.#worker?.terminate()
    }
  }

  /** @param changes absent: the first state of a thread */
  #take(state: PostedState, changes?: readonly FolderChange[]): void {
    const isFirst = !this.#received.isOpen
    this.#received.receive(state)
    const found = [...state.problems.found.values()]
    const posted = changes === undefined ? this.#problems.changesTo(found) : state.problems
    const problemChanges = this.#problems.change(posted)
    const { posts, changed: changedFeeds } = state
    const scheduled = (now: Instant) => state.scheduled.filter((instant) => instant > now)
    const { manifest } = this.current()
    const problems = this.#problems.all
    this.#state = { problems, problemChanges, posts, manifest, changedFeeds, scheduled }
    this.#opened.resolve()
    this.#pause = PAUSE.first
    if (!isFirst) this.#options.events.published(changes ?? [], this.#state)
    if (changes === undefined) this.#received.repeat()
  }

  #post(request: Request): void {
    this.#worker?.postMessage(request)
  }
}
