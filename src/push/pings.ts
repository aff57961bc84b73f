/** The `ping` and `failing_hub` tables: changed topics to report to other hubs. */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import { nextAttempt } from './backoff.ts'

/** News of a second go out together, in milliseconds. */
const BATCH = 1000

/** Topics in one request. */
const MAX_TOPICS = 10

/** A ping that is under way counts as due again after this time, in milliseconds. */
const UNDER_WAY = 60_000

/** Failed attempts in a row after which the failure is reported, once. */
const REPORT_AFTER = 3

export interface Ping {
  readonly hub: string
  readonly topics: readonly string[]
  readonly since: Instant
  readonly attempts: number
}

export function queuePing(db: Database, hub: string, topic: string, now: Instant): void {
  db.run(
    `insert into ping (hub, topic, since, due, attempts) values (?1, ?2, ?3, ?4, 0)
     on conflict do update set since = ?3, due = min(due, ?4)`,
    ...[hub, topic, now, now + BATCH],
  )
}

/** How many are waiting that are due before an instant. */
export function countPings(db: Database, before: Instant = Number.MAX_SAFE_INTEGER): number {
  return first<{ count: number }>(db, 'select count(*) as count from ping where due < ?', before)?.count ?? 0
}

/** The next request to each hub that is not busy. */
export function takePings(db: Database, now: Instant, busy: ReadonlySet<string>): Ping[] {
  const hubs = db.all<{ hub: string }>('select distinct hub from ping where due <= ?', now)
  return hubs.filter(({ hub }) => !busy.has(hub)).map(({ hub }) => takePing(db, hub, now))
}

function takePing(db: Database, hub: string, now: Instant): Ping {
  const rows = db.all<{ topic: string; since: number; attempts: number }>(
    'select topic, since, attempts from ping where hub = ? and due <= ? order by due, topic limit ?',
    ...[hub, now, MAX_TOPICS],
  )
  const topics = rows.map(({ topic }) => topic)
  setDue(db, hub, topics, now + UNDER_WAY)
  return {
    hub,
    topics,
    since: Math.max(...rows.map(({ since }) => since)),
    attempts: Math.max(...rows.map(({ attempts }) => attempts)),
  }
}

function setDue(db: Database, hub: string, topics: readonly string[], due: Instant): void {
  db.run(
    'update ping set due = ? where hub = ? and topic in (select value from json_each(?))',
    ...[due, hub, JSON.stringify(topics)],
  )
}

export function pinged(db: Database, { hub, topics, since }: Ping): void {
  db.run(
    'delete from ping where hub = ? and since <= ? and topic in (select value from json_each(?))',
    ...[hub, since, JSON.stringify(topics)],
  )
  db.run('delete from failing_hub where hub = ?', hub)
}

/** @returns a sentence for the publisher, once for each time that a hub begins to fail */
export function pingFailed(db: Database, ping: Ping, reason: string, now: Instant): string | undefined {
  const { hub, topics, since, attempts } = ping
  const due = nextAttempt(attempts + 1, since, now)
  const names = JSON.stringify(topics)
  if (due === undefined)
    db.run('delete from ping where hub = ? and topic in (select value from json_each(?))', hub, names)
  else
    db.run(
      'update ping set due = ?, attempts = ? where hub = ? and topic in (select value from json_each(?))',
      ...[due, attempts + 1, hub, names],
    )
  db.run('insert or ignore into failing_hub (hub, since, reported) values (?, ?, 0)', hub, now)
  const isReported = first(db, 'select 1 from failing_hub where hub = ? and reported = 1', hub) !== undefined
  if (isReported || attempts + 1 < REPORT_AFTER) return undefined
  db.run('update failing_hub set reported = 1 where hub = ?', hub)
  return `The hub ${hub} does not take notice of changes (${reason}). Readers see them when they poll; dropfeed goes on trying for a day after each change.`
}
