/**
 * Subscription requests (https://www.w3.org/TR/websub/#subscriber-sends-subscription-request), and the `intent` table:
 * those whose sender has to confirm them. One row for each callback, topic and mode, so a repeated
 * request costs nothing and is verified at most once a minute.
 */
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { hostGroup, MAX_ADDRESS } from './addresses.ts'
import type { Lane } from './lane.ts'
import { hasRoom } from './schema.ts'

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

export interface Intent {
  readonly callback: string
  readonly topic: string
  /** A request for a topic that this site does not have is `denied`. */
  readonly mode: HubRequest['mode'] | 'denied'
  readonly host: string
  readonly secret: string | null
  /** In seconds. */
  readonly lease: number
  readonly asked: Instant
}

const MINUTE = 60_000

/** Verifications of one host within a minute. */
const HOST_RATE = 60

/** Verifications of one host that are under way at once. */
export const AT_ONCE_PER_HOST = 8

/** Requests that wait, or were verified within the last minute. */
const LIMITS = { all: 20_000, ofHost: 200 } as const

export function hasRoomForIntent(db: Database, host: string): boolean {
  return hasRoom(db, 'intent', host, LIMITS)
}

export function putIntent(
  db: Database,
  { callback, topic, mode, lease, secret }: HubRequest | (Omit<HubRequest, 'mode'> & { mode: 'denied' }),
  now: Instant,
): void {
  db.run(
    `insert into intent (callback, topic, mode, host, secret, lease, asked, due)
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
     on conflict do update set secret = ?5, lease = ?6, asked = ?7,
       due = max(?7, coalesce(verified, 0) + ${MINUTE} + 1)`,
    ...[callback, topic, mode, hostGroup(callback), secret ?? null, lease, now],
  )
  // the newest request wins: an earlier one for the opposite is not verified any more
  db.run(
    'update intent set due = null where callback = ? and topic = ? and mode <> ? and due is not null',
    ...[callback, topic, mode],
  )
}

/**
 * Takes requests that are due, unsubscriptions first. A request that is not {@link answered} is due again a minute later:
 * the process may be killed.
 */
export function takeIntents(db: Database, now: Instant, lane: Lane, most: number): Intent[] {
  db.run('delete from intent where due is null and coalesce(verified, 0) <= ?', now - MINUTE)
  const rows = db.all<Intent>(
    `select callback, topic, mode, host, secret, lease, asked from intent
     where due <= ?1 and host not in (select value from json_each(?2))
       and (select count(*) from intent as recent where recent.host = intent.host and recent.verified > ?3) <= ?4
     order by mode <> 'unsubscribe', due limit ?5`,
    ...[now, lane.fullHosts, now - MINUTE, HOST_RATE - AT_ONCE_PER_HOST, Math.min(most, lane.room)],
  )
  const taken = lane.choose(rows)
  for (const { callback, topic, mode } of taken)
    db.run(
      'update intent set due = ?, verified = ? where callback = ? and topic = ? and mode = ?',
      ...[now + MINUTE, now, callback, topic, mode],
    )
  return taken
}

/** A request is verified once, unless it came again meanwhile. */
export function answered(db: Database, { callback, topic, mode }: Intent): void {
  db.run(
    `update intent set due = null where callback = ? and topic = ? and mode = ? and due = verified + ${MINUTE}`,
    ...[callback, topic, mode],
  )
}
