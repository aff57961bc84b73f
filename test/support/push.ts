/** WebSub against a clock that the test sets, with one feed whose content the test sets, and real subscribers. */
import { expect, onTestFinished } from 'vitest'
import { Push } from '../../src/push/push.ts'
import { type Subscriber as Listed, listSubscribers } from '../../src/push/subscriptions.ts'
import { createSend } from '../../src/serve/push/send.ts'
import { type NodeDatabase, openDatabase } from '../../src/site/drivers/node.ts'
import { Subscriber } from './subscriber.ts'

export const TOPIC = 'https://tea.example/rss.xml'
const ALLOWED = ['127.0.0.1', '127.0.0.2']
export const MINUTE = 60_000

export interface PushSettings {
  readonly hubs?: readonly string[]
  readonly db?: NodeDatabase
}

export class PushUnderTest {
  now = Date.parse('2026-01-02')
  /** Of the feed; empty: it is gone. */
  content = 'one'
  /** Of reads of the feed. */
  status = 200
  /** Of reads of its content. */
  contentStatus = 200
  reads = 0
  readonly reports: string[] = []
  readonly db = openDatabase(':memory:')
  readonly subscriber: Subscriber
  readonly send = createSend({ allow: ALLOWED, timeout: 1000 })
  push: Push

  private constructor(subscriber: Subscriber, path: string | undefined) {
    this.subscriber = subscriber
    this.push = this.create(path === undefined ? {} : { hubs: [subscriber.callback(path)] })
    onTestFinished(async () => {
      this.push.close()
      subscriber.close()
      await this.push.idle()
      this.db.close()
    })
  }

  /** @param hub the path of a hub that is to be pinged */
  static async start(hub?: string): Promise<PushUnderTest> {
    const started = new PushUnderTest(await Subscriber.start(), hub)
    await started.push.changed([TOPIC], false)
    return started
  }

  /** Another process on the same state. */
  create({ hubs = [], db = this.db }: PushSettings = {}): Push {
    return new Push({
      db,
      clock: () => this.now,
      send: this.send,
      read: async (url, method) => {
        this.reads += 1
        if (url !== TOPIC || this.content === '') return new Response(null, { status: 404 })
        const status = method === 'GET' ? this.contentStatus : this.status
        const headers = {
          ETag: `"${this.content}"`,
          Link: `<${url}>; rel="self"`,
          'Content-Type': 'text/plain',
        }
        return new Response(method === 'GET' ? this.content : null, { status, headers })
      },
      hubs,
      allow: ALLOWED,
      pace: { turn: 100, requests: 1000, atOnce: 256 },
      wake: () => {},
      report: (message) => this.reports.push(message),
    })
  }

  ask(mode: string, path: string, more: Record<string, string> = {}) {
    const callback = this.subscriber.callback(path)
    const form = { 'hub.mode': mode, 'hub.topic': TOPIC, 'hub.callback': callback, ...more }
    return this.push.accept(new URLSearchParams(form).toString())
  }

  /** Until nothing is due at the instant. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.sent; ) {
      before = this.sent
      this.push.work()
      await this.push.idle()
    }
    this.push.work()
  }

  /** Requests that were sent. */
  get sent(): number {
    return this.subscriber.asked.length + this.subscriber.delivered.length
  }

  async subscribe(...paths: string[]): Promise<void> {
    for (const path of paths) expect((await this.ask('subscribe', path)).status).toBe(202)
    await this.settle()
  }

  /** Has the feed changed, and all that follows done. */
  async change(text: string): Promise<void> {
    this.content = text
    await this.push.changed([TOPIC])
    await this.settle()
  }

  listed(): Listed[] {
    return listSubscribers(this.db, this.now)
  }

  /** What was delivered, or what a hub was sent. */
  bodies(): string[] {
    return this.subscriber.delivered.map(({ body }) => body.toString())
  }
}
