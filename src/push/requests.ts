/** The requests of WebSub, from sending them to their outcome in the database. */
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { type Delivery, delivered, dropDeliveries, failed } from './deliveries.ts'
import { answered, type Intent } from './intents.ts'
import type { Outcome } from './lane.ts'
import { type Ping, pinged, pingFailed } from './pings.ts'
import { attempt, isSuccess, reasonOf, type Send } from './send.ts'
import { putSubscription, removeSubscription } from './subscriptions.ts'
import type { Content } from './topics.ts'
import { challengeOf, signature, withParameters } from './wire.ts'

export interface Requests {
  readonly db: Database
  readonly clock: () => Instant
  readonly send: Send
  /** Reports something to the publisher. */
  readonly report: (message: string) => void
}

/** Section 5.3: the sender confirms by repeating the challenge. Section 5.2: a denial needs no answer. */
export async function verify({ db, clock, send }: Requests, intent: Intent): Promise<Outcome> {
  const challenge = challengeOf()
  const url = withParameters(intent, challenge)
  const reply = await attempt(send, { method: 'GET', url, headers: {}, readAtMost: challenge.length + 1 })
  const isEcho = !(reply instanceof Error) && isSuccess(reply) && reply.body === challenge
  const isConfirmed = intent.mode !== 'denied' && isEcho
  return () => {
    answered(db, intent)
    if (!isConfirmed) return
    if (intent.mode === 'subscribe') putSubscription(db, intent, clock())
    else removeSubscription(db, intent.topic, intent.callback)
  }
}

/** Sections 7 and 8. */
export async function deliver(
  { db, clock, send }: Requests,
  delivery: Delivery,
  reading: Promise<Content | undefined>,
): Promise<Outcome> {
  const content = await reading.catch(() => 'unreadable' as const)
  // it is due again soon
  if (content === 'unreadable') return () => {}
  if (content === undefined) return () => dropDeliveries(db, delivery.topic)
  const { bytes, headers } = content
  const signed =
    delivery.secret === null ? {} : { 'X-Hub-Signature': await signature(delivery.secret, bytes) }
  const reply = await attempt(send, {
    method: 'POST',
    url: delivery.callback,
    headers: { ...headers, ...signed },
    body: bytes,
    readAtMost: 0,
  })
  return () => {
    if (isSuccess(reply)) delivered(db, delivery, clock())
    // 410 ends the subscription (section 7)
    else if (!(reply instanceof Error) && reply.status === 410)
      removeSubscription(db, delivery.topic, delivery.callback)
    else failed(db, delivery, reasonOf(reply), clock())
  }
}

export async function sendPing({ db, clock, send, report }: Requests, ping: Ping): Promise<Outcome> {
  const form = new URLSearchParams({ 'hub.mode': 'publish' })
  for (const topic of ping.topics) form.append('hub.url', topic)
  const reply = await attempt(send, {
    method: 'POST',
    url: ping.hub,
    isTrusted: true,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(form.toString()),
    readAtMost: 0,
  })
  return () => {
    if (isSuccess(reply)) return pinged(db, ping, clock())
    const message = pingFailed(db, ping, reasonOf(reply), clock())
    if (message !== undefined) report(message)
  }
}
