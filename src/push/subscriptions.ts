/** The `subscription` table: subscribers whose intent was verified. */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import type { Intent } from './intents.ts'

export interface Subscriber {
  readonly topic: string
  /** Of its callback; the rest of that is a secret between hub and subscriber. */
  readonly host: string
  readonly expires: Instant
  readonly delivered: Instant | null
  /** In a row, up to now. */
  readonly failures: number
  readonly failed: string | null
}

/** In all and of one host. */
const MAX_SUBSCRIPTIONS = 100_000
const MAX_OF_HOST = 10_000

/** Whether there is room for another subscription, or the subscriber is known. */
export function hasRoomForSubscription(db: Database, callback: string, host: string): boolean {
  const { all = 0, own = 0 } =
    first<{ all: number; own: number }>(
      db,
      'select count(*) as "all", count(*) filter (where host = ?) as own from subscription',
      host,
    ) ?? {}
  if (all < MAX_SUBSCRIPTIONS && own < MAX_OF_HOST) return true
  return first(db, 'select 1 from subscription where callback = ? limit 1', callback) !== undefined
}

/** A verified request takes the place of an earlier subscription (WebSub, section 5.1). */
export function putSubscription(
  db: Database,
  { topic, callback, host, secret, lease }: Intent,
  now: Instant,
): void {
  db.run(
    `insert into subscription (topic, callback, host, secret, since, expires) values (?1, ?2, ?3, ?4, ?5, ?6)
     on conflict (topic, callback) do update set secret = ?4, expires = ?6, failures = 0, failed = null`,
    ...[topic, callback, host, secret, now, now + lease * 1000],
  )
}

export function removeSubscription(db: Database, topic: string, callback: string): void {
  const id = first<{ id: number }>(
    db,
    'select id from subscription where topic = ? and callback = ?',
    topic,
    callback,
  )?.id
  if (id === undefined) return
  db.run('delete from delivery where subscription = ?', id)
  db.run('delete from subscription where id = ?', id)
}

/** Leases are enforced (WebSub, section 5.1). */
export function removeExpired(db: Database, now: Instant): void {
  db.run('delete from delivery where subscription in (select id from subscription where expires <= ?)', now)
  db.run('delete from subscription where expires <= ?', now)
}

export function hasSubscribers(db: Database, topic: string): boolean {
  return first(db, 'select 1 from subscription where topic = ? limit 1', topic) !== undefined
}

export function subscribedTopics(db: Database): string[] {
  return db.all<{ topic: string }>('select distinct topic from subscription').map(({ topic }) => topic)
}

/** For the publisher: one row for each subscription. */
export function listSubscribers(db: Database): Subscriber[] {
  return db.all<Subscriber>(
    `select topic, host, expires, delivered, failures, failed from subscription order by topic, host, id`,
  )
}
