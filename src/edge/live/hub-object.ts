/** The Durable Object for WebSub: tells hubs elsewhere, and is the site's own. Deliveries keep the site's object free. */
import { DurableObject } from 'cloudflare:workers'
import { DOCUMENTS } from '../../base/paths.ts'
import type { HubAnswer } from '../../http/hub.ts'
import type { Site } from '../../model.ts'
import { otherHubs } from '../../push/hubs.ts'
import { Push } from '../../push/push.ts'
import { listSubscribers, type Subscriber, subscribedTopics } from '../../push/subscriptions.ts'
import type { Database } from '../../site/database.ts'
import { durableDatabase } from '../../site/drivers/durable-object.ts'
import type { ObjectState } from './platform.ts'
import type { HubStub } from './protocol.ts'
import { type Bindings, createReader } from './reader.ts'
import { createSend } from './send.ts'

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
    const topics = bases?.flatMap((base) => this.#topicsOf(base))
    await this.#push.changed(topics ?? [...this.#topicsOf('/'), ...subscribedTopics(this.#db)])
  }

  async subscribers(): Promise<Subscriber[]> {
    return listSubscribers(this.#db)
  }

  override async alarm(): Promise<void> {
    this.#push.work()
    await this.#push.idle()
  }

  #topicsOf(base: string): string[] {
    return Object.values(DOCUMENTS).map(({ file }) => this.#site.url + encodeURI(base + file))
  }
}
