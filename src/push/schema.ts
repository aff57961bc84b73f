/**
 * The tables of WebSub, in a database that is migrated and never dropped. Instants are milliseconds since 1970. The same
 * SQL runs in `node:sqlite` and in a Durable Object.
 */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'

/** In milliseconds: half a minute, then twice as long each time, up to two hours. */
const FIRST = 30_000
const LONGEST = 2 * 3600_000

/** Attempts for one change end after a day. */
export const GIVE_UP_AFTER = 86_400_000

/** Something that is under way is due again after this time, in milliseconds: the process may have been killed. */
export const UNDER_WAY = 30_000

/** @param failures in a row, at least 1 */
export function nextAttempt(failures: number, now: Instant): Instant {
  return now + Math.min(FIRST * 2 ** (failures - 1), LONGEST)
}

/** The version of the tables. A later one changes those that are there. */
const VERSION = 2

const TABLES = [
  // a verified subscriber of a topic; `failed` is the reason of the last failure, absent after a delivery; one without
  // the current content has `news`, when its topic changed, and `due`, the next attempt
  `create table if not exists subscription (
    id integer primary key, topic text not null, callback text not null, host text not null, secret text,
    since integer not null, expires integer not null, delivered integer, failures integer not null default 0,
    failed text, news integer, due integer, unique (topic, callback)
  ) strict`,
  'create index if not exists subscription_host on subscription (host)',
  'create index if not exists subscription_expires on subscription (expires)',
  'create index if not exists subscription_due on subscription (failures > 0, due) where due is not null',
  // a request whose intent has to be verified, or was within the last minute (`verified`)
  `create table if not exists intent (
    callback text not null, topic text not null, mode text not null, host text not null, secret text,
    lease integer not null, due integer, verified integer, asked integer not null default 0,
    primary key (callback, topic, mode)
  ) strict`,
  'create index if not exists intent_due on intent (due) where due is not null',
  'create index if not exists intent_host on intent (host, verified)',
  // a changed topic that a hub elsewhere has not accepted yet; `since` is when it changed
  `create table if not exists ping (
    hub text not null, topic text not null, since integer not null, due integer not null, primary key (hub, topic)
  ) strict`,
  // failed requests to a hub in a row
  'create table if not exists failing_hub (hub text primary key, failures integer not null) strict',
  // the ETag of a topic at the last look, and its last change; one that could not be read is looked at again at `look`
  `create table if not exists topic (
    url text primary key, etag text not null, look integer, changed integer not null default 0
  ) strict`,
  'create index if not exists topic_look on topic (look) where look is not null',
]

/** @throws an Error in plain words if a newer version of dropfeed wrote the tables */
export function createPush(db: Database): void {
  db.run('create table if not exists push_version (version integer primary key) strict')
  db.transaction(() => {
    const sql = 'select max(version) as version from push_version'
    const { version } = first<{ version: number | null }>(db, sql) ?? {}
    if ((version ?? 0) > VERSION)
      throw new Error(
        'A newer version of dropfeed wrote the subscriptions of this site. Install that version.',
      )
    for (const statement of TABLES) db.run(statement)
    db.run('insert or ignore into push_version (version) values (?)', VERSION)
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

/** Whether a table has room for another row of a host: the limits are rows in all, and of one host. */
export function hasRoom(
  db: Database,
  table: 'intent' | 'subscription',
  host: string,
  { all, ofHost }: { readonly all: number; readonly ofHost: number },
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
