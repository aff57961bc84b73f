/** Subscribers that do not have the current content of their topic: rows of `subscription` that are due. */
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { GIVE_UP_AFTER, nextAttempt, UNDER_WAY } from './backoff.ts'
import type { Lane } from './lane.ts'

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

/** The topic is gone. */
export function dropDeliveries(db: Database, topic: string): void {
  db.run('update subscription set news = null, due = null where topic = ?', topic)
}
