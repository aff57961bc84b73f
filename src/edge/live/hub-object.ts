/** The Durable Object for WebSub: pings other hubs, and is the site's own, so that the site's object need not deliver. */
import { DurableObject } from 'cloudflare:workers'
import type { HubAnswer } from '../../http/hub.ts'
import type { Site } from '../../model.ts'
import { feedAddresses, otherHubs } from '../../push/hubs.ts'
import { Push } from '../../push/push.ts'
import { listSubscribers, type Subscriber } from '../../push/subscriptions.ts'
import { knownTopics } from '../../push/topics.ts'
import type { Database } from '../../site/database.ts'
import { durableDatabase } from '../../site/drivers/durable-object.ts'
import type { ObjectState } from './platform.ts'
import type { HubStub } from './protocol.ts'
import { type Bindings, createReader } from './reader.ts'
import { createSend } from './send.ts'

/** A turn is a call of the object. The free plan allows 50 requests in one, six at once. */
const PACE = { turn: 1000, requests: 40, atOnce: 8 } as const

export class HubObject extends DurableObject<Bindings> implements HubStub {
  readonly #site: Site
  readonly #bindings: Bindings
  readonly #db: Database
  readonly #push: Push
  #read: (request: Request) => Promise<Response>

  constructor(state: ObjectState, bindings: Bindings, site: Site) {
    super(state, bindings)
    this.#site = site
    this.#bindings = bindings
    this.#read = createReader(bindings)
    this.#db = durableDatabase(state.storage)
    this.#push = new Push({
      db: this.#db,
      clock: Date.now,
      send: createSend(site.push.allow),
      read: (url, method) => this.#read(new Request(url, { method })),
      hubs: otherHubs(site),
      allow: site.push.allow,
      pace: { ...PACE, requests: Number(bindings.OPERATIONS ?? PACE.requests) },
      wake: (at) => void state.storage.setAlarm(at),
      report: (message) => console.error(message),
    })
  }

  accept(form: string): Promise<HubAnswer> {
    return this.#push.accept(form)
  }

  async changed(bases: readonly string[] | undefined): Promise<void> {
    // one that holds documents may answer with those before the change for a moment
    this.#read = createReader(this.#bindings)
    const topics = bases?.flatMap((base) => feedAddresses(this.#site, base))
    await this.#push.changed(topics ?? new Set([...feedAddresses(this.#site, '/'), ...knownTopics(this.#db)]))
  }

  async subscribers(): Promise<Subscriber[]> {
    return listSubscribers(this.#db, Date.now())
  }

  override async alarm(): Promise<void> {
    this.#push.work()
    await this.#push.idle()
  }
}
