/**
 * WebSub while a server runs, in a thread of its own: thousands of deliveries keep no reader waiting. The thread reads
 * feeds through this one, as any reader gets them.
 */
import { Worker } from 'node:worker_threads'
import { createApp } from '../../http/app.ts'
import type { AcceptForm, HubAnswer } from '../../http/hub.ts'
import type { Site } from '../../model.ts'
import type { SnapshotStore } from '../../snapshot/snapshot.ts'
import type { FolderEvents } from '../thread/folder-thread.ts'
import type { FromPush, PushTask, ReadContent, ToPush } from './protocol.ts'

export interface RunningPush {
  /** Takes a subscription request: the body of a form. */
  readonly accept: AcceptForm
  /** Feeds may have changed, by their bases: `/`, `/tags/tea/`; absent: any. */
  feedsChanged(bases: readonly string[] | undefined): void
  close(): Promise<void>
}

export interface PushPlace extends PushTask {
  readonly site: Site
  readonly store: SnapshotStore
  readonly events: Pick<FolderEvents, 'failed'>
}

const ENTRY = new URL('entry.js', import.meta.url)

/** In milliseconds, between the end of a thread and the start of the next one: twice as long each time, up to a limit. */
const PAUSE = 1_000
const LONGEST_PAUSE = 60_000

/** The headers that matter to subscribers. */
const HEADERS = ['ETag', 'Link', 'Content-Type'] as const

export const UNAVAILABLE: HubAnswer = { status: 503, text: 'The hub is being restarted. Try again later.' }

/** A failed read is no reason for the server to end. */
const UNREADABLE: ReadContent = { status: 500, headers: {}, body: new ArrayBuffer(0) }

export function startPush({ posts, site, store, events }: PushPlace): RunningPush {
  const { fetch } = createApp({ store, clock: Date.now })
  const accepting = new Map<number, (answer: HubAnswer) => void>()
  let count = 0
  let isClosed = false
  let pause = PAUSE
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
      if (!isClosed) setTimeout(restart, pause).unref()
      pause = Math.min(pause * 2, LONGEST_PAUSE)
    })
    return started
  }

  function restart(): void {
    if (!isClosed) worker = start()
  }

  /** Each reason is reported once. */
  function reportStop(reason: string): void {
    if (reason === reported) return
    reported = reason
    events.failed(new Error(`Hubs and subscribers get no news at the moment: ${reason}`))
  }

  async function receive(from: Worker, message: FromPush): Promise<void> {
    if (message.kind === 'report') return events.failed(new Error(message.message))
    if (message.kind === 'accepted') {
      accepting.get(message.number)?.(message.answer)
      accepting.delete(message.number)
      return
    }
    const content = await readSite(message.url, message.method).catch(() => UNREADABLE)
    send({ kind: 'content', number: message.number, content }, from)
  }

  async function readSite(url: string, method: string): Promise<ReadContent> {
    const response = await fetch(new Request(url, { method }))
    const body = await response.arrayBuffer()
    const headers = Object.fromEntries(
      HEADERS.flatMap((name) => {
        const value = response.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    return { status: response.status, headers, body }
  }

  function send(message: ToPush, to = worker): void {
    to.postMessage(message)
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
    feedsChanged: (bases) => send(bases === undefined ? { kind: 'changed' } : { kind: 'changed', bases }),
    async close() {
      isClosed = true
      const exited = new Promise((resolve) => worker.once('exit', resolve))
      send({ kind: 'close' })
      // it may have ended before
      if (worker.threadId !== -1) await exited
    },
  }
}
