/**
 * WebSub (https://www.w3.org/TR/websub/): tells hubs elsewhere what changed, and is a hub itself. All that waits is in the
 * database, so a process that is killed goes on where it was, and each subscriber gets the news at least once.
 */
import type { HubAnswer } from '../http/hub.ts'
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { callbackFault, hostOf } from './callbacks.ts'
import {
  type Delivery,
  delivered,
  dropDeliveries,
  failed,
  queueDeliveries,
  resumeDeliveries,
  takeDeliveries,
} from './deliveries.ts'
import { type HubRequest, parseHubRequest } from './form.ts'
import { answered, hasRoomForIntent, type Intent, putIntent, takeIntents } from './intents.ts'
import { type Ping, pinged, pingFailed, queuePing, takePings } from './pings.ts'
import { createPush, nextDue } from './schema.ts'
import { isSuccess, type Reply, reasonOf, type Send } from './send.ts'
import {
  hasRoomForSubscription,
  hasSubscribers,
  putSubscription,
  removeExpired,
  removeSubscription,
} from './subscriptions.ts'
import { type Content, changedTopics, isTopic, readContent, type Source } from './topics.ts'
import { challengeOf, signature, withParameters } from './wire.ts'

export interface PushOptions extends Source {
  readonly db: Database
  readonly clock: () => Instant
  readonly send: Send
  /** Addresses of hubs elsewhere. */
  readonly hubs: readonly string[]
  /** Hosts that callbacks may have in spite of their address, for development. */
  readonly allow: readonly string[]
  /** Has {@link Push.work} called at an instant, instead of at any earlier wish. */
  readonly wake: (at: Instant) => void
  /** Reports something to the publisher. */
  readonly report: (message: string) => void
}

/** Requests that are under way at once, in all and to one host. */
const MAX_UNDER_WAY = 64
const MAX_OF_HOST = 8

/** Of an answer whose text does not matter, in bytes. */
const READ_LITTLE = 1

export class Push {
  readonly #options: PushOptions
  readonly #underWay = new Set<Promise<void>>()
  readonly #busyHosts = new Map<string, number>()
  readonly #busyHubs = new Set<string>()
  /** What is known now and not stored yet: stored together, because each commit is flushed to the disk. */
  #outcomes: (() => void)[] = []
  #flushing: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: PushOptions) {
    createPush(options.db)
    resumeDeliveries(options.db, options.clock())
    this.#options = options
  }

  /** Takes a subscription request (section 5.1): its sender has to confirm it before it counts. */
  async accept(body: string): Promise<HubAnswer> {
    const request = parseHubRequest(body)
    if (request === 'publish') return ACCEPTED
    if (request instanceof Error) return { status: 400, text: request.message }
    const fault = callbackFault(request.callback, this.#options.allow)
    if (fault !== undefined) return { status: 400, text: `hub.callback ${fault}.` }
    const { db } = this.#options
    const host = hostOf(request.callback)
    if (!hasRoomForIntent(db, host)) return BUSY
    if (request.mode === 'subscribe' && !hasRoomForSubscription(db, request.callback, host)) return BUSY
    await this.#put(request)
    this.work()
    return ACCEPTED
  }

  async #put(request: HubRequest): Promise<void> {
    const { db, clock } = this.#options
    const isOurs = request.mode === 'unsubscribe' || (await isTopic(this.#options, request.topic))
    if (isOurs) putIntent(db, request, clock())
    else putIntent(db, { ...request, mode: 'denied' }, clock(), 'This hub has no such topic.')
  }

  /**
   * Notes that documents may have changed.
   * @param urls canonical addresses; those whose content is as it was are passed over
   */
  async changed(urls: Iterable<string>): Promise<void> {
    const { db, clock, hubs } = this.#options
    const topics = await changedTopics(this.#options, urls)
    if (topics.length === 0) return
    db.transaction(() => {
      for (const topic of topics) {
        for (const hub of hubs) queuePing(db, hub, topic, clock())
        if (hasSubscribers(db, topic)) queueDeliveries(db, topic, clock())
      }
    })
    this.work()
  }

  /** Starts what is due, and has itself called again when more is. */
  work(): void {
    if (this.#isClosed) return
    const { db, clock, wake } = this.#options
    const now = clock()
    db.transaction(() => this.#store())
    removeExpired(db, now)
    for (const intent of takeIntents(db, now, this.#room()))
      this.#start(intent.host, () => this.#verify(intent))
    for (const ping of takePings(db, now, this.#busyHubs)) this.#startPing(ping)
    this.#deliver(now)
    const next = nextDue(db)
    // what is due already waits for room, and goes on when something ends
    if (next !== undefined) wake(Math.max(next, now + (this.#underWay.size > 0 ? 1000 : 0)))
  }

  /** Resolves when nothing is under way any more and nothing is due. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Ends: what is under way is sent again after the next start. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#flushing)
    this.#options.db.transaction(() => this.#store())
  }

  #room(): number {
    return Math.max(MAX_UNDER_WAY - this.#underWay.size, 0)
  }

  #start(host: string, task: () => Promise<void>): void {
    this.#busyHosts.set(host, (this.#busyHosts.get(host) ?? 0) + 1)
    const running = task()
      .catch((error) => this.#options.report(String(error)))
      .finally(() => {
        this.#underWay.delete(running)
        const left = (this.#busyHosts.get(host) ?? 1) - 1
        if (left > 0) this.#busyHosts.set(host, left)
        else this.#busyHosts.delete(host)
        this.#goOn()
      })
    this.#underWay.add(running)
  }

  /** Refills once half of the places are free, or a moment later. */
  #goOn(): void {
    if (this.#isClosed) return
    if (this.#underWay.size <= MAX_UNDER_WAY / 2) this.work()
    else
      this.#flushing ??= setTimeout(() => {
        this.#flushing = undefined
        this.work()
      }, 100)
  }

  #store(): void {
    const outcomes = this.#outcomes
    this.#outcomes = []
    for (const outcome of outcomes) outcome()
  }

  /** Section 5.3: the sender confirms by repeating the challenge. Section 5.2: a denial is only told. */
  async #verify(intent: Intent): Promise<void> {
    const { db, clock } = this.#options
    const challenge = challengeOf()
    const url = withParameters(intent, challenge)
    const reply = await this.#trySend({ method: 'GET', url, headers: {}, readAtMost: challenge.length + 1 })
    this.#outcomes.push(() => answered(db, intent))
    if (intent.mode === 'denied' || reply instanceof Error) return
    if (!isSuccess(reply) || reply.body !== challenge) return
    this.#outcomes.push(() =>
      intent.mode === 'subscribe'
        ? putSubscription(db, intent, clock())
        : removeSubscription(db, intent.topic, intent.callback),
    )
  }

  #deliver(now: Instant): void {
    const room = this.#room()
    if (room === 0) return
    const due = takeDeliveries(this.#options.db, now, { room, perHost: MAX_OF_HOST, busy: this.#busyHosts })
    const contents = new Map<string, Promise<Content | undefined>>()
    for (const delivery of due) {
      const { topic } = delivery
      const content = contents.get(topic) ?? readContent(this.#options, topic)
      contents.set(topic, content)
      this.#start(delivery.host, () => this.#sendContent(delivery, content))
    }
  }

  /** Sections 7 and 8. */
  async #sendContent(delivery: Delivery, reading: Promise<Content | undefined>): Promise<void> {
    const { db, clock } = this.#options
    const content = await reading.catch(asError)
    if (content instanceof Error) {
      this.#outcomes.push(() => failed(db, delivery, content.message, clock()))
      return
    }
    if (content === undefined) {
      this.#outcomes.push(() => dropDeliveries(db, delivery.topic))
      return
    }
    const { bytes, headers } = content
    const signed =
      delivery.secret === null ? {} : { 'X-Hub-Signature': await signature(delivery.secret, bytes) }
    const reply = await this.#trySend({
      method: 'POST',
      url: delivery.callback,
      headers: { ...headers, ...signed },
      body: bytes,
      readAtMost: READ_LITTLE,
    })
    this.#outcomes.push(() => this.#noteDelivery(delivery, reply, clock()))
  }

  #noteDelivery(delivery: Delivery, reply: Reply | Error, now: Instant): void {
    const { db } = this.#options
    if (!(reply instanceof Error) && isSuccess(reply)) delivered(db, delivery, now)
    // the subscriber wants no more (section 7)
    else if (!(reply instanceof Error) && reply.status === 410)
      removeSubscription(db, delivery.topic, delivery.callback)
    else failed(db, delivery, reasonOf(reply), now)
  }

  #startPing(ping: Ping): void {
    this.#busyHubs.add(ping.hub)
    this.#start(ping.hub, async () => {
      const form = new URLSearchParams({ 'hub.mode': 'publish' })
      for (const topic of ping.topics) form.append('hub.url', topic)
      const reply = await this.#trySend({
        method: 'POST',
        url: ping.hub,
        isTrusted: true,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new TextEncoder().encode(form.toString()),
        readAtMost: READ_LITTLE,
      })
      this.#busyHubs.delete(ping.hub)
      this.#outcomes.push(() => this.#notePing(ping, reply))
    })
  }

  #notePing(ping: Ping, reply: Reply | Error): void {
    const { db, clock, report } = this.#options
    if (!(reply instanceof Error) && isSuccess(reply)) {
      pinged(db, ping)
      return
    }
    const message = pingFailed(db, ping, reasonOf(reply), clock())
    if (message !== undefined) report(message)
  }

  async #trySend(outgoing: Parameters<Send>[0]): Promise<Reply | Error> {
    try {
      return await this.#options.send(outgoing)
    } catch (error) {
      return asError(error)
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

const ACCEPTED: HubAnswer = { status: 202, text: 'Accepted. The callback is asked to confirm it.' }

const BUSY: HubAnswer = { status: 429, text: 'Too many subscriptions or requests. Try again later.' }
