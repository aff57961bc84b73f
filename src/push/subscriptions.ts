/** The `subscription` table: subscribers whose intent was verified, and deliveries to those without the current content. */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import type { Intent } from './intents.ts'
import type { Lane } from './lane.ts'
import { GIVE_UP_AFTER, hasRoom, nextAttempt, UNDER_WAY } from './schema.ts'

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
  const iso = (column: string) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${column} / 1000.0, 'unixepoch') as ${column}`
  const rows = db.all<Omit<Subscriber, 'host'> & { readonly callback: string }>(
    `select topic, callback, ${iso('expires')}, ${iso('delivered')}, failures, failed
     from subscription where subscription.expires > ? order by topic, host, id`,
    now,
  )
  return rows.map(({ callback, ...shown }) => ({ ...shown, host: new URL(callback).host }))
}

export interface Delivery {
  readonly id: number
  readonly topic: string
  readonly callback: string
  readonly host: string
  readonly secret: string | null
  /** When the topic changed. */
  readonly news: Instant
  /** In a row, up to now. */
  readonly failures: number
}

/** Every subscriber of the topic gets it; one that still waits for earlier content gets the newest only. */
export function queueDeliveries(db: Database, topic: string, now: Instant): void {
  db.run('update subscription set news = ?1, due = ?1 where topic = ?2', now, topic)
}

/**
 * Takes deliveries that are due, the longest waiting first.
 * @param areFailing only subscribers whose last delivery failed, or only the others
 */
export function takeDeliveries(
  db: Database,
  now: Instant,
  { lane, most, areFailing }: { lane: Lane; most: number; areFailing: boolean },
): Delivery[] {
  const rows = db.all<Delivery>(
    `select id, topic, callback, host, secret, news, failures from subscription
     where due <= ? and (failures > 0) = ? and host not in (select value from json_each(?)) order by due limit ?`,
    ...[now, Number(areFailing), lane.fullHosts, Math.min(most, lane.room)],
  )
  const taken = lane.choose(rows)
  const ids = JSON.stringify(taken.map(({ id }) => id))
  db.run(
    'update subscription set due = ? where id in (select value from json_each(?))',
    ...[now + UNDER_WAY, ids],
  )
  return taken
}

export function delivered(db: Database, { id, news }: Delivery, now: Instant): void {
  db.run('update subscription set delivered = ?, failures = 0, failed = null where id = ?', now, id)
  stopDelivery(db, id, news)
}

/** Is tried again later; after a day, only the next content is. */
export function failed(db: Database, { id, news, failures }: Delivery, reason: string, now: Instant): void {
  db.run('update subscription set failures = failures + 1, failed = ? where id = ?', reason, id)
  const due = nextAttempt(failures + 1, now)
  if (due - news > GIVE_UP_AFTER) stopDelivery(db, id, news)
  else db.run('update subscription set due = ? where id = ? and news = ?', due, id, news)
}

/** Unless newer content has come meanwhile. */
function stopDelivery(db: Database, id: number, news: Instant): void {
  db.run('update subscription set news = null, due = null where id = ? and news = ?', id, news)
}

export function dropDeliveries(db: Database, topic: string): void {
  db.run('update subscription set news = null, due = null where topic = ?', topic)
}
