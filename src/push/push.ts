/**
 * WebSub (https://www.w3.org/TR/websub/): pings other hubs when feeds change, and is a hub itself. All that waits is in
 * the database, so a process that is killed continues where it was, and each subscriber gets a change at least once.
 */
import type { HubAnswer } from '../http/app.ts'
import type { Instant } from '../model.ts'
import { callbackFault, hostGroup } from './addresses.ts'
import { AT_ONCE_PER_HOST, hasRoomForIntent, parseHubRequest, putIntent, takeIntents } from './intents.ts'
import { Lane, type Outcome } from './lane.ts'
import { queuePing, takePings } from './pings.ts'
import { deliver, type Requests, sendPing, verify } from './requests.ts'
import { createPush, nextDue, resetFuture } from './schema.ts'
import { hasRoomForSubscription, queueDeliveries, removeExpired, takeDeliveries } from './subscriptions.ts'
import { type Content, hasChanged, isTopic, isWatched, type Read, readContent, takeLooks } from './topics.ts'

export interface PushOptions extends Requests {
  readonly read: Read
  /** Addresses of other hubs. */
  readonly hubs: readonly string[]
  /** Hosts that callbacks may have in spite of their address, for development. */
  readonly allow: readonly string[]
  /** Calls {@link Push.work} at an instant, instead of at any earlier one that was asked for. */
  readonly wake: (at: Instant) => void
  readonly pace: Pace
}

/** How fast requests go out: a steady rate, however many are waiting. */
export interface Pace {
  /** In milliseconds. */
  readonly turn: number
  /** Requests that begin in one turn. */
  readonly requests: number
  /** Deliveries that are under way at once. */
  readonly atOnce: number
}

/** Requests and outcomes of so many milliseconds are handled together: each commit is flushed to the disk. */
const FLUSH = 100

/** Work that waits for a limit is looked at again after this time, in milliseconds. */
const LIMITED = 5_000

export class Push {
  readonly #options: PushOptions
  readonly #verifying: Lane
  readonly #delivering: Lane
  /** Subscribers that failed have places of their own, so that others do not wait for them. */
  readonly #retrying: Lane
  readonly #pinging: Lane
  /** What the deliveries of the last turn sent. */
  #contents = new Map<string, Promise<Content | undefined>>()
  #outcomes: Outcome[] = []
  #flushing: ReturnType<typeof setTimeout> | undefined
  #turn = { start: Number.NEGATIVE_INFINITY, left: 0 }
  #isClosed = false

  constructor(options: PushOptions) {
    createPush(options.db)
    resetFuture(options.db, options.clock())
    this.#options = options
    const few = Math.ceil(options.pace.atOnce / 4)
    const ended = (outcome: Outcome) => this.#end(outcome)
    this.#verifying = new Lane(few, AT_ONCE_PER_HOST, ended)
    this.#delivering = new Lane(options.pace.atOnce, AT_ONCE_PER_HOST, ended)
    this.#retrying = new Lane(few, AT_ONCE_PER_HOST, ended)
    this.#pinging = new Lane(few, 1, ended)
  }

  /** Takes a subscription request (section 5.1): its sender has to confirm it before it counts. */
  async accept(body: string): Promise<HubAnswer> {
    const request = parseHubRequest(body)
    if (request === 'publish') return ACCEPTED
    if (request instanceof Error) return { status: 400, text: request.message }
    const { db, allow, read, clock } = this.#options
    const fault = callbackFault(request.callback, allow)
    if (fault !== undefined) return { status: 400, text: `hub.callback ${fault}.` }
    const host = hostGroup(request.callback)
    const isSubscription = request.mode === 'subscribe'
    if (!hasRoomForIntent(db, host)) return BUSY
    if (isSubscription && !hasRoomForSubscription(db, request.callback, host)) return BUSY
    const isDenied = isSubscription && !(await isTopic(db, read, request.topic))
    putIntent(db, isDenied ? { ...request, mode: 'denied' } : request, clock())
    this.#workSoon()
    return ACCEPTED
  }

  /**
   * Looks at documents that may have changed. Without other hubs, only those with subscribers matter.
   * @param urls canonical addresses
   * @param isNewsIfNew whether a document is news that was never looked at
   */
  async changed(urls: Iterable<string>, isNewsIfNew = true): Promise<void> {
    const { db, clock, hubs } = this.#options
    for (const url of urls) {
      if (hubs.length === 0 && !isWatched(db, url)) continue
      if (this.#isClosed || !(await hasChanged(this.#options, url, { now: clock(), isNewsIfNew }))) continue
      db.transaction(() => {
        for (const hub of hubs) queuePing(db, hub, url, clock())
        queueDeliveries(db, url, clock())
      })
      this.#contents = new Map()
    }
    this.work()
  }

  /** Starts what is due, and asks to be called again when more is. */
  work(): void {
    if (this.#isClosed) return
    clearTimeout(this.#flushing)
    this.#flushing = undefined
    const { db, clock, wake } = this.#options
    const now = clock()
    for (const start of db.transaction(() => this.#take(now))) start()
    const next = nextDue(db)
    if (next === undefined) return
    const { start, left } = this.#turn
    const soonest = left === 0 ? start + this.#options.pace.turn : now + LIMITED
    wake(next > now ? next : soonest)
  }

  #take(now: Instant): (() => void)[] {
    const { db } = this.#options
    this.#store()
    removeExpired(db, now)
    this.#beginTurn(now)
    const pings = takePings(db, now, this.#pinging.fullHosts)
    const looks = takeLooks(db, now)
    const intents = takeIntents(db, now, this.#verifying, Math.ceil(this.#turn.left / 2))
    this.#turn.left -= intents.length
    return [
      ...pings.map((ping) => () => this.#pinging.start(ping.hub, () => sendPing(this.#options, ping))),
      ...(looks.length > 0 ? [() => void this.changed(looks)] : []),
      ...intents.map((one) => () => this.#verifying.start(one.host, () => verify(this.#options, one))),
      ...this.#takeDeliveries(now),
    ]
  }

  #beginTurn(now: Instant): void {
    const { db, pace } = this.#options
    const isBehind = now < this.#turn.start
    if (isBehind) resetFuture(db, now)
    if (isBehind || now >= this.#turn.start + pace.turn) this.#turn = { start: now, left: pace.requests }
  }

  #takeDeliveries(now: Instant): (() => void)[] {
    const { db, read } = this.#options
    const contents = new Map<string, Promise<Content | undefined>>()
    const take = (lane: Lane, areFailing: boolean) => {
      const due = takeDeliveries(db, now, { lane, most: this.#turn.left, areFailing })
      this.#turn.left -= due.length
      return due.map((delivery) => () => {
        const { topic, host } = delivery
        const content = contents.get(topic) ?? this.#contents.get(topic) ?? readContent(read, topic)
        contents.set(topic, content)
        lane.start(host, () => deliver(this.#options, delivery, content))
      })
    }
    const started = [...take(this.#delivering, false), ...take(this.#retrying, true)]
    return [...started, () => (this.#contents = contents)]
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    const lanes = [this.#verifying, this.#delivering, this.#retrying, this.#pinging]
    await Promise.all(lanes.map((lane) => lane.idle()))
  }

  /** Ends: what is under way is sent again after the next start. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#flushing)
    this.#options.db.transaction(() => this.#store())
  }

  #end(outcome: Outcome): void {
    this.#outcomes.push(outcome)
    this.#workSoon()
  }

  #workSoon(): void {
    if (!this.#isClosed) this.#flushing ??= setTimeout(() => this.work(), FLUSH)
  }

  #store(): void {
    for (const outcome of this.#outcomes) outcome()
    this.#outcomes = []
  }
}

const ACCEPTED: HubAnswer = { status: 202, text: 'Accepted. The callback is asked to confirm it.' }

const BUSY: HubAnswer = { status: 429, text: 'Too many subscriptions or requests. Try again later.' }
