/** Subscription requests (https://www.w3.org/TR/websub/#subscriber-sends-subscription-request). */
import { MAX_ADDRESS } from './callbacks.ts'

export interface HubRequest {
  readonly mode: 'subscribe' | 'unsubscribe'
  readonly topic: string
  readonly callback: string
  /** Seconds, within the hub's limits. */
  readonly lease: number
  readonly secret: string | undefined
}

/** In seconds. */
const LEASE = { default: 10 * 86_400, min: 300, max: 30 * 86_400 } as const

/** In bytes: section 5.1 demands fewer. */
const MAX_SECRET = 200

/** A request, 'publish' for a publisher's ping, or an Error with the reason of a refusal. */
export function parseHubRequest(body: string): HubRequest | 'publish' | Error {
  const form = new URLSearchParams(body)
  const mode = form.get('hub.mode')
  if (mode === 'publish') return mode
  if (mode !== 'subscribe' && mode !== 'unsubscribe')
    return new Error('hub.mode must be "subscribe" or "unsubscribe".')
  const topic = form.get('hub.topic') ?? ''
  if (topic === '') return new Error('hub.topic is missing.')
  if (topic.length > MAX_ADDRESS) return new Error(`hub.topic is longer than ${MAX_ADDRESS} characters.`)
  const callback = form.get('hub.callback') ?? ''
  if (callback === '') return new Error('hub.callback is missing.')
  const secret = form.get('hub.secret') || undefined
  if (secret !== undefined && new TextEncoder().encode(secret).length >= MAX_SECRET)
    return new Error(`hub.secret must be shorter than ${MAX_SECRET} bytes.`)
  const lease = leaseOf(form.get('hub.lease_seconds'))
  if (lease === undefined) return new Error('hub.lease_seconds must be a whole number of seconds.')
  return { mode, topic, callback, lease, secret }
}

function leaseOf(text: string | null): number | undefined {
  if (text === null || text === '') return LEASE.default
  if (!/^\d{1,15}$/.test(text)) return undefined
  return Math.min(Math.max(Number(text), LEASE.min), LEASE.max)
}
