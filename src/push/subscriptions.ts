/** The `subscription` table: subscribers whose intent was verified. */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import type { Intent } from './intents.ts'
import { hasRoom } from './schema.ts'

/** A subscription as the publisher sees it. Instants are written as in JSON. */
export interface Subscriber {
  readonly topic: string
  /** Of its callback; the rest of that is a secret between hub and subscriber. */
  readonly host: string
  readonly expires: string
  readonly delivered: string | null
  /** In a row, up to now. */
  readonly failures: number
  /** The reason of the last failure. */
  readonly failed: string | null
}

const LIMITS = { all: 100_000, ofHost: 2_000 } as const

/** Whether there is room for another subscription, or the subscriber is known. */
export function hasRoomForSubscription(db: Database, callback: string, host: string): boolean {
  if (hasRoom(db, 'subscription', host, LIMITS)) return true
  return first(db, 'select 1 from subscription where callback = ? limit 1', callback) !== undefined
}

/**
 * A verified request replaces an earlier subscription (WebSub, section 5.1). If the topic has changed since it was sent, a
 * delivery is due.
 */
export function putSubscription(
  db: Database,
  { topic, callback, host, secret, lease, asked }: Intent,
  now: Instant,
): void {
  db.run(
    `insert into subscription (topic, callback, host, secret, since, expires) values (?1, ?2, ?3, ?4, ?5, ?6)
     on conflict (topic, callback) do update set secret = ?4, expires = ?6, failures = 0, failed = null`,
    ...[topic, callback, host, secret, now, now + lease * 1000],
  )
  db.run(
    `update subscription set news = ?1, due = ?1 where topic = ?2 and callback = ?3
     and exists (select 1 from topic where url = ?2 and changed >= ?4)`,
    ...[now, topic, callback, asked],
  )
}

export function removeSubscription(db: Database, topic: string, callback: string): void {
  db.run('delete from subscription where topic = ? and callback = ?', topic, callback)
}

/** Leases are enforced (WebSub, section 5.1). */
export function removeExpired(db: Database, now: Instant): void {
  db.run('delete from subscription where expires <= ?', now)
}

export function listSubscribers(db: Database, now: Instant): Subscriber[] {
  return db
    .all<Listed>(
      `select topic, callback, expires, delivered, failures, failed from subscription where expires > ?
       order by topic, host, id`,
      now,
    )
    .map(({ callback, expires, delivered, ...shown }) => ({
      ...shown,
      host: new URL(callback).host,
      expires: new Date(expires).toISOString(),
      delivered: delivered === null ? null : new Date(delivered).toISOString(),
    }))
}

interface Listed extends Pick<Subscriber, 'topic' | 'failures' | 'failed'> {
  readonly callback: string
  readonly expires: Instant
  readonly delivered: Instant | null
}
