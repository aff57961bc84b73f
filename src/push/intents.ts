/**
 * The `intent` table: requests whose sender has to confirm them. One row for each callback, topic and mode, so a repeated
 * request costs nothing and is verified at most once a minute.
 */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import { hostOf } from './callbacks.ts'
import type { HubRequest } from './form.ts'

/** A request that is not for a topic of this site is answered with `denied`. */
export type Mode = HubRequest['mode'] | 'denied'

export interface Intent {
  readonly callback: string
  readonly topic: string
  readonly mode: Mode
  readonly host: string
  readonly secret: string | null
  /** In seconds. */
  readonly lease: number
  /** Why it is denied. */
  readonly reason: string | null
}

const MINUTE = 60_000

/** Verifications of one host within a minute. */
const HOST_RATE = 60

/** Requests that may wait, in all and of one host. */
const MAX_WAITING = 10_000
const MAX_WAITING_OF_HOST = 1_000

/** Whether there is room for another request. */
export function hasRoomForIntent(db: Database, host: string): boolean {
  const { all = 0, own = 0 } =
    first<{ all: number; own: number }>(
      db,
      'select count(*) as "all", count(*) filter (where host = ?) as own from intent where due is not null',
      host,
    ) ?? {}
  return all < MAX_WAITING && own < MAX_WAITING_OF_HOST
}

export function putIntent(
  db: Database,
  { callback, topic, mode, lease, secret }: Omit<HubRequest, 'mode'> & { readonly mode: Mode },
  now: Instant,
  reason: string | null = null,
): void {
  db.run(
    `insert into intent (callback, topic, mode, host, secret, lease, reason, due) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     on conflict do update set secret = ?5, lease = ?6, reason = ?7, due = max(?8, coalesce(verified, 0) + ${MINUTE} + 1)`,
    ...[callback, topic, mode, hostOf(callback), secret ?? null, lease, reason, now],
  )
  // the last word counts: an earlier request for the opposite is not verified any more
  db.run(
    'update intent set due = null where callback = ? and topic = ? and mode <> ? and due is not null',
    ...[callback, topic, mode],
  )
}

/**
 * Takes requests that are due, unsubscriptions first; a host has at most {@link HOST_RATE} a minute. A request that is
 * not {@link answered} is due again a minute later: the process may be killed.
 */
export function takeIntents(db: Database, now: Instant, room: number): Intent[] {
  // of a clock that was set back, nothing lies in the future
  db.run('update intent set verified = ?1 where verified > ?1', now)
  db.run('delete from intent where due is null and coalesce(verified, 0) <= ?', now - MINUTE)
  const rows = db.all<Intent>(
    `with recent as (select host, count(*) as done from intent where verified > ?1 - ${MINUTE} group by host),
     waiting as (
       select callback, topic, mode, host, secret, lease, reason, due,
         row_number() over (partition by host order by mode <> 'unsubscribe', due) as place
       from intent where due <= ?1)
     select callback, topic, mode, host, secret, lease, reason from waiting left join recent using (host)
     where place + coalesce(done, 0) <= ${HOST_RATE} order by mode <> 'unsubscribe', due limit ?2`,
    now,
    room,
  )
  for (const { callback, topic, mode } of rows)
    db.run(
      'update intent set due = ?, verified = ? where callback = ? and topic = ? and mode = ?',
      ...[now + MINUTE, now, callback, topic, mode],
    )
  // a host that has had its share waits for the rest of the minute
  db.run(
    `update intent set due = ?1 + ${MINUTE} where due <= ?1 and host in
     (select host from intent where verified > ?1 - ${MINUTE} group by host having count(*) >= ${HOST_RATE})`,
    now,
  )
  return rows
}

/** Whatever the answer was, a request is verified once, unless it came again meanwhile. */
export function answered(db: Database, { callback, topic, mode }: Intent): void {
  db.run(
    `update intent set due = null where callback = ? and topic = ? and mode = ? and due = verified + ${MINUTE}`,
    ...[callback, topic, mode],
  )
}
