/**
 * WebSub while a server runs, in a thread of its own, so that readers do not wait for thousands of deliveries. The thread
 * reads feeds through this one, as any reader gets them.
 */
import { Worker } from 'node:worker_threads'
import { type AcceptForm, createApp, type HubAnswer } from '../../http/app.ts'
import type { Site } from '../../model.ts'
import type { SnapshotStore } from '../../snapshot/snapshot.ts'
import type { FolderEvents } from '../thread/folder-thread.ts'

/** The `workerData` of the thread. */
export interface PushTask {
  readonly posts: string
  readonly site: Site
}

/** An answer of the site, as readers get it. */
export interface ReadContent {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ArrayBuffer
}

/** To the thread. */
export type ToPush =
  | { readonly kind: 'accept'; readonly number: number; readonly form: string }
  /** Bases of feeds that may have changed. `isNewsIfNew`: those that were never looked at have. */
  | { readonly kind: 'changed'; readonly bases: readonly string[]; readonly isNewsIfNew: boolean }
  | { readonly kind: 'content'; readonly number: number; readonly content: ReadContent }
  | { readonly kind: 'close' }

/** To the main thread. */
export type FromPush =
  | { readonly kind: 'accepted'; readonly number: number; readonly answer: HubAnswer }
  | { readonly kind: 'read'; readonly number: number; readonly url: string; readonly method: string }
  | { readonly kind: 'report'; readonly message: string }

export interface RunningPush {
  /** Takes a subscription request: the body of a form. */
  readonly accept: AcceptForm
  /** Feeds may have changed, by their bases: `/`, `/tags/tea/`; absent: any. */
  feedsChanged(bases: readonly string[] | undefined): void
  close(): Promise<void>
}

interface PushPlace extends PushTask {
  readonly store: SnapshotStore
  readonly events: Pick<FolderEvents, 'failed'>
}

const ENTRY = new URL('entry.js', import.meta.url)

/** In milliseconds, between the end of a thread and the start of the next one. */
const PAUSE = 10_000

export const UNAVAILABLE: HubAnswer = {
  status: 503,
  text: 'The hub cannot take requests at the moment. Try again later.',
}

/** A failed read does not end the server. */
function unreadable(): ReadContent {
  return { status: 500, headers: {}, body: new ArrayBuffer(0) }
}

export function startPush({ posts, site, store, events }: PushPlace): RunningPush {
  const { fetch } = createApp({ store, clock: Date.now })
  const accepting = new Map<number, (answer: HubAnswer) => void>()
  let count = 0
  let isClosed = false
  let reported = ''
  let isRunning = false
  let worker = start()

  function start(): Worker {
    const task: PushTask = { posts, site }
    const started = new Worker(ENTRY, { workerData: task })
    isRunning = true
    started.on('message', (message: FromPush) => receive(started, message))
    started.once('error', ({ message }) => reportStop(message))
    started.once('exit', () => {
      isRunning = false
      for (const settle of accepting.values()) settle(UNAVAILABLE)
      accepting.clear()
      // what waits is in its database
      if (!isClosed) setTimeout(restart, PAUSE).unref()
    })
    // feeds that changed while no thread ran
    void lookAtAll(started)
    return started
  }

  function restart(): void {
    if (!isClosed) worker = start()
  }

  async function lookAtAll(to: Worker): Promise<void> {
    const { manifest } = await store.current()
    send({ kind: 'changed', bases: manifest.feeds.map(({ base }) => base), isNewsIfNew: false }, to)
  }

  /** Each reason is reported once. */
  function reportStop(reason: string): void {
    if (reason === reported) return
    reported = reason
    events.failed(new Error(`Other hubs and subscribers are not notified at the moment: ${reason}`))
  }

  async function receive(from: Worker, message: FromPush): Promise<void> {
    if (message.kind === 'report') return events.failed(new Error(message.message))
    if (message.kind === 'accepted') {
      accepting.get(message.number)?.(message.answer)
      accepting.delete(message.number)
      return
    }
    const content = await readSite(message.url, message.method).catch(unreadable)
    send({ kind: 'content', number: message.number, content }, from)
  }

  async function readSite(url: string, method: string): Promise<ReadContent> {
    const response = await fetch(new Request(url, { method }))
    const { status, headers } = response
    return { status, headers: Object.fromEntries(headers), body: await response.arrayBuffer() }
  }

  function send(message: ToPush, to = worker): void {
    to.postMessage(message, message.kind === 'content' ? [message.content.body] : [])
  }

  return {
    accept(form) {
      // a message to a thread that has ended is lost
      if (!isRunning) return Promise.resolve(UNAVAILABLE)
      const { promise, resolve } = Promise.withResolvers<HubAnswer>()
      const number = count++
      accepting.set(number, resolve)
      send({ kind: 'accept', number, form })
      return promise
    },
    feedsChanged(bases) {
      if (bases === undefined) void lookAtAll(worker)
      else send({ kind: 'changed', bases, isNewsIfNew: true })
    },
    async close() {
      isClosed = true
      const exited = new Promise((resolve) => worker.once('exit', resolve))
      send({ kind: 'close' })
      // it may have ended before
      if (worker.threadId !== -1) await exited
    },
  }
}
