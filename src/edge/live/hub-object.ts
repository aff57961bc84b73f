/** The Durable Object for WebSub: pings other hubs, and is the site's own, so that the site's object need not deliver. */
import { DurableObject } from 'cloudflare:workers'
import { firstBytes } from '../../base/first-bytes.ts'
import type { HubAnswer } from '../../http/app.ts'
import type { Site } from '../../model.ts'
import { callbackFault, feedAddresses, otherHubs } from '../../push/addresses.ts'
import { Push } from '../../push/push.ts'
import type { Outgoing, Reply, Send } from '../../push/requests.ts'
import { listSubscribers, type Subscriber } from '../../push/subscriptions.ts'
import { knownTopics } from '../../push/topics.ts'
import type { Database } from '../../site/database.ts'
import { durableDatabase } from '../../site/drivers/durable-object.ts'
import type { HubStub, ObjectState } from './platform.ts'
import { type Bindings, createReader } from './reader.ts'

/** A turn is a call of the object. The free plan allows 50 requests in one, six at once. */
const PACE = { turn: 1000, requests: 40, atOnce: 8 } as const

/** For the whole of a request, in milliseconds. */
const TIMEOUT = 10_000

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

/**
 * Sends requests from a Worker, which cannot see the address that a name leads to: see SECURITY.md.
 * @param allow hosts that callbacks may have in spite of their address
 */
function createSend(allow: readonly string[]): Send {
  return async ({ url, isTrusted, method, headers, body, readAtMost }: Outgoing): Promise<Reply> => {
    const fault = isTrusted ? undefined : callbackFault(url, allow)
    if (fault !== undefined) throw new Error(`The callback ${fault}`)
    const signal = AbortSignal.timeout(TIMEOUT)
    const response = await fetch(url, {
      method,
      headers: { 'User-Agent': 'dropfeed', ...headers },
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    })
    const { status, body: answer } = response
    // a slow or broken body of a delivery's answer changes nothing
    if (readAtMost === 0) await answer?.cancel()
    const bytes = readAtMost === 0 ? new Uint8Array() : await firstBytes(answer, readAtMost)
    return { status, body: new TextDecoder().decode(bytes) }
  }
}
