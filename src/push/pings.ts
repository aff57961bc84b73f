/** The `ping` and `failing_hub` tables: changed topics to report to other hubs. */
import type { Instant } from '../model.ts'
import { count, type Database, first } from '../site/database.ts'
import { GIVE_UP_AFTER, nextAttempt, UNDER_WAY } from './schema.ts'

/** Changes of a second go out together, in milliseconds. */
export const BATCH = 1000

/** Topics in one request. */
const MAX_TOPICS = 10

/** Failures in a row before one report to the publisher. */
const REPORT_AFTER = 3

export interface Ping {
  readonly hub: string
  readonly topics: readonly string[]
  /** When the newest of them changed. */
  readonly since: Instant
}

export function queuePing(db: Database, hub: string, topic: string, now: Instant): void {
  db.run(
    `insert into ping (hub, topic, since, due) values (?1, ?2, ?3, ?4)
     on conflict do update set since = ?3, due = min(due, ?4)`,
    ...[hub, topic, now, now + BATCH],
  )
}

/** How many are waiting that are due before an instant. */
export function countPings(db: Database, before: Instant = Number.MAX_SAFE_INTEGER): number {
  return count(db, 'select count(*) as count from ping where due < ?', before)
}

/**
 * Takes the next request to each hub that is not busy.
 * @param busy hubs, as a list for `json_each(?)`
 */
export function takePings(db: Database, now: Instant, busy: string): Ping[] {
  const hubs = db.all<{ hub: string }>(
    'select distinct hub from ping where due <= ? and hub not in (select value from json_each(?))',
    ...[now, busy],
  )
  return hubs.map(({ hub }) => {
    const rows = db.all<{ topic: string; since: number }>(
      `update ping set due = ? where hub = ? and topic in
         (select topic from ping where hub = ?2 and due <= ? order by due, topic limit ?)
       returning topic, since`,
      ...[now + UNDER_WAY, hub, now, MAX_TOPICS],
    )
    const topics = rows.map(({ topic }) => topic)
    return { hub, topics, since: Math.max(...rows.map(({ since }) => since)) }
  })
}

export function pinged(db: Database, { hub, topics, since }: Ping, now: Instant): void {
  db.run(
    'delete from ping where hub = ? and since <= ? and topic in (select value from json_each(?))',
    ...[hub, since, JSON.stringify(topics)],
  )
  const wasFailing = first(db, 'delete from failing_hub where hub = ? returning hub', hub) !== undefined
  if (wasFailing) db.run('update ping set due = min(due, ?) where hub = ?', now, hub)
}

/**
 * The hub is tried again later, with all that waits for it; each change waits for a day at most.
 * @returns a sentence for the publisher, once for each time that a hub begins to fail
 */
export function pingFailed(db: Database, { hub }: Ping, reason: string, now: Instant): string | undefined {
  const { failures = 1 } =
    first<{ failures: number }>(
      db,
      `insert into failing_hub (hub, failures) values (?, 1)
       on conflict do update set failures = failures + 1 returning failures`,
      hub,
    ) ?? {}
  const due = nextAttempt(failures, now)
  db.run('delete from ping where hub = ? and since < ?', hub, due - GIVE_UP_AFTER)
  db.run('update ping set due = ? where hub = ?', due, hub)
  if (failures !== REPORT_AFTER) return undefined
  return `The hub ${hub} does not accept pings (${reason}). Readers still see changes when they poll. Each ping is repeated for a day.`
}
