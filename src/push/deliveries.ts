/** The `delivery` table: who has to be sent the current content of a topic. */
import type { Instant } from '../model.ts'
import type { Database } from '../site/database.ts'
import { nextAttempt } from './backoff.ts'

export interface Delivery {
  readonly subscription: number
  readonly topic: string
  readonly callback: string
  readonly host: string
  readonly secret: string | null
  readonly since: Instant
  readonly attempts: number
}

/** A delivery that is under way counts as due again after this time, in milliseconds: the process may be killed. */
const UNDER_WAY = 60_000

/** Every subscriber of the topic gets it; one that still waits for earlier content gets the newest only. */
export function queueDeliveries(db: Database, topic: string, now: Instant): void {
  db.run(
    `insert into delivery (subscription, host, since, due, attempts)
     select id, host, ?1, ?1, 0 from subscription where topic = ?2
     on conflict do update set since = ?1, due = ?1, attempts = 0`,
    now,
    topic,
  )
}

/**
 * Takes deliveries that are due, the longest waiting first.
 * @param perHost at most so many of one host
 * @param busy how many are under way, by host
 */
export function takeDeliveries(
  db: Database,
  now: Instant,
  { room, perHost, busy }: { room: number; perHost: number; busy: ReadonlyMap<string, number> },
): Delivery[] {
  const rows = db.all<Delivery>(
    `with waiting as (
       select subscription, host, since, attempts, due, row_number() over (partition by host order by due) as place
       from delivery where due <= ?1),
     busy as (select key as host, value as count from json_each(?2))
     select subscription, topic, callback, waiting.host, secret, waiting.since, attempts
     from waiting left join busy using (host) join subscription on subscription.id = subscription
     where place + coalesce(busy.count, 0) <= ?3 order by due limit ?4`,
    ...[now, JSON.stringify(Object.fromEntries(busy)), perHost, room],
  )
  const ids = JSON.stringify(rows.map(({ subscription }) => subscription))
  db.run(
    'update delivery set due = ? where subscription in (select value from json_each(?))',
    now + UNDER_WAY,
    ids,
  )
  return rows
}

/** What was under way when the last process ended is due now. */
export function resumeDeliveries(db: Database, now: Instant): void {
  db.run('update delivery set due = ?1 where attempts = 0 and due > ?1', now)
}

export function delivered(db: Database, { subscription, since }: Delivery, now: Instant): void {
  // unless newer content has come meanwhile
  db.run('delete from delivery where subscription = ? and since = ?', subscription, since)
  db.run(
    'update subscription set delivered = ?, failures = 0, failed = null where id = ?',
    ...[now, subscription],
  )
}

/** Is tried again later; after a day, only the next content is. */
export function failed(db: Database, delivery: Delivery, reason: string, now: Instant): void {
  const { subscription, since, attempts } = delivery
  db.run('update subscription set failures = failures + 1, failed = ? where id = ?', reason, subscription)
  const due = nextAttempt(attempts + 1, since, now)
  if (due === undefined)
    db.run('delete from delivery where subscription = ? and since = ?', subscription, since)
  else
    db.run(
      'update delivery set due = ?, attempts = ? where subscription = ? and since = ?',
      ...[due, attempts + 1, subscription, since],
    )
}

/** The topic is gone. */
export function dropDeliveries(db: Database, topic: string): void {
  db.run('delete from delivery where subscription in (select id from subscription where topic = ?)', topic)
}
