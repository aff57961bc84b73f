/**
 * The requests of WebSub, from sending them to their outcome in the database. The platform sends: Node connects to the
 * address that it checked.
 */
import { messageOf } from '../base/message.ts'
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { answered, type Intent } from './intents.ts'
import type { Outcome } from './lane.ts'
import { type Ping, pinged, pingFailed } from './pings.ts'
import {
  type Delivery,
  delivered,
  dropDeliveries,
  failed,
  putSubscription,
  removeSubscription,
} from './subscriptions.ts'
import type { Content } from './topics.ts'

/** Bytes of a challenge: it cannot be guessed. Its letters mean nothing in HTML, so it is safe on any page. */
const CHALLENGE = 32

export interface Requests {
  readonly db: Database
  readonly clock: () => Instant
  readonly send: Send
  /** Reports something to the publisher. */
  readonly report: (message: string) => void
}

/** Section 5.3: the sender confirms by repeating the challenge. Section 5.2: a denial needs no answer. */
export async function verify({ db, clock, send }: Requests, intent: Intent): Promise<Outcome> {
  const challenge = hex(crypto.getRandomValues(new Uint8Array(CHALLENGE)))
  const url = withParameters(intent, challenge)
  const reply = await attempt(send, { method: 'GET', url, headers: {}, readAtMost: challenge.length + 1 })
  const isConfirmed = intent.mode !== 'denied' && isSuccess(reply) && reply.body === challenge
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
    else if (reply.status === 410) removeSubscription(db, delivery.topic, delivery.callback)
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

/** The callback with the parameters of a verification or a denial; its own query stays (WebSub, section 5.1). */
function withParameters({ callback, mode, topic, lease }: Intent, challenge: string): string {
  const parameters = new URLSearchParams({ 'hub.mode': mode, 'hub.topic': topic })
  if (mode === 'denied') parameters.set('hub.reason', 'This hub has no such topic.')
  else parameters.set('hub.challenge', challenge)
  if (mode === 'subscribe') parameters.set('hub.lease_seconds', String(lease))
  return `${callback}${callback.includes('?') ? '&' : '?'}${parameters}`
}

/** The value of `X-Hub-Signature` (WebSub, section 8). */
async function signature(secret: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, [
    'sign',
  ])
  return `sha256=${hex(new Uint8Array(await crypto.subtle.sign('HMAC', key, body)))}`
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** The publisher has configured the address, so it may be anywhere. */
  readonly isTrusted?: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer>
  /** Bytes of the answer that are read. With 0, its status is enough. */
  readonly readAtMost: number
}

export interface Reply {
  /** 0: there was none. */
  readonly status: number
  /** Its first bytes as UTF-8, or why there was none. */
  readonly body: string
}

/**
 * Sends a request. Redirects are answers, not followed.
 * @throws an Error in plain words if there is no answer in time, or the address is not a public one
 */
export type Send = (outgoing: Outgoing) => Promise<Reply>

export async function attempt(send: Send, outgoing: Outgoing): Promise<Reply> {
  try {
    return await send(outgoing)
  } catch (error) {
    return { status: 0, body: messageOf(error) }
  }
}

export function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300
}

/** Why a request failed, for the list of subscribers. */
export function reasonOf({ status, body }: Reply): string {
  return status === 0 ? body : `answered with status ${status}`
}
