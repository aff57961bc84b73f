/**
 * The tables of WebSub, in a database that is migrated and never dropped. Instants are milliseconds since 1970. The same
 * SQL runs in `node:sqlite` and in a Durable Object.
 */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'

/** The statements that lead from each version to the next. Published ones never change. */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // a verified subscriber of a topic; `failed` is the reason of the last failure, absent after a delivery
    `create table if not exists subscription (
      id integer primary key, topic text not null, callback text not null, host text not null, secret text,
      since integer not null, expires integer not null, delivered integer, failures integer not null default 0,
      failed text, unique (topic, callback)
    ) strict`,
    'create index if not exists subscription_host on subscription (host)',
    'create index if not exists subscription_expires on subscription (expires)',
    // a request whose intent has to be verified, or was within the last minute (`verified`)
    `create table if not exists intent (
      callback text not null, topic text not null, mode text not null, host text not null, secret text,
      lease integer not null, reason text, due integer, verified integer, primary key (callback, topic, mode)
    ) strict`,
    'create index if not exists intent_due on intent (due) where due is not null',
    'create index if not exists intent_host on intent (host, verified)',
    `create table if not exists delivery (
      subscription integer primary key, host text not null, since integer not null, due integer not null,
      attempts integer not null
    ) strict`,
    // a changed topic that a hub elsewhere has not accepted yet; `since` is when it changed
    `create table if not exists ping (
      hub text not null, topic text not null, since integer not null, due integer not null,
      attempts integer not null, primary key (hub, topic)
    ) strict`,
    `create table if not exists failing_hub (
      hub text primary key, since integer not null, reported integer not null
    ) strict`,
    // the ETag of a topic at the last look
    'create table if not exists topic (url text primary key, etag text not null) strict',
  ],
  [
    // a subscriber without the current content: `news` is when its topic changed, `due` is the next attempt
    'alter table subscription add column news integer',
    'alter table subscription add column due integer',
    `update subscription set news = delivery.since, due = delivery.due
     from delivery where delivery.subscription = subscription.id`,
    'drop table delivery',
    'create index subscription_due on subscription (failures > 0, due) where due is not null',
    'alter table ping drop column attempts',
    // failed requests to a hub in a row
    'drop table failing_hub',
    'create table failing_hub (hub text primary key, failures integer not null) strict',
    // a topic that could not be read is looked at again at the instant `look`; `changed` is its last change
    'alter table topic add column look integer',
    'alter table topic add column changed integer not null default 0',
    'alter table intent add column asked integer not null default 0',
    'create index topic_look on topic (look) where look is not null',
  ],
]

/**
 * Brings the tables up to date.
 * @throws an Error in plain words if a newer version of dropfeed wrote them
 */
export function createPush(db: Database): void {
  db.run('create table if not exists push_version (version integer primary key) strict')
  db.transaction(() => {
    const version =
      first<{ version: number | null }>(db, 'select max(version) as version from push_version')?.version ?? 0
    if (version > MIGRATIONS.length)
      throw new Error(
        'A newer version of dropfeed wrote the subscriptions of this site. Install that version.',
      )
    for (const statement of MIGRATIONS.slice(version).flat()) db.run(statement)
    db.run('insert or ignore into push_version (version) values (?)', MIGRATIONS.length)
  })
}

/** The earliest instant at which something is due. */
export function nextDue(db: Database): Instant | undefined {
  const row = first<{ due: number | null }>(
    db,
    `select min(due) as due from (
       select min(due) as due from intent where due is not null
       union all select min(due) from subscription where due is not null and (failures > 0) = 0
       union all select min(due) from subscription where due is not null and (failures > 0) = 1
       union all select min(due) from ping
       union all select min(look) from topic where look is not null)`,
  )
  return row?.due ?? undefined
}

/** Rows in all, and of one host. */
export interface Limits {
  readonly all: number
  readonly ofHost: number
}

/** Whether a table has room for another row of a host. */
export function hasRoom(
  db: Database,
  table: 'intent' | 'subscription',
  host: string,
  { all, ofHost }: Limits,
): boolean {
  const counts = first<{ total: number; own: number }>(
    db,
    `select count(*) as total, count(*) filter (where host = ?) as own from ${table}`,
    host,
  )
  return counts === undefined || (counts.total < all && counts.own < ofHost)
}

/** After the clock was set back, nothing waits for an instant that the earlier clock had set. */
export function resetFuture(db: Database, now: Instant): void {
  db.run('update subscription set news = ?1, due = ?1 where news > ?1', now)
  db.run('update ping set since = ?1, due = ?1 where since > ?1', now)
  db.run('update intent set verified = min(verified, ?1), due = min(due, ?1), asked = min(asked, ?1)', now)
  db.run('update topic set look = min(look, ?1), changed = min(changed, ?1)', now)
}
