/**
 * The tables of WebSub, in a database that is migrated and never dropped. Instants are milliseconds since 1970. The same
 * SQL runs in `node:sqlite` and in a Durable Object.
 */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'

const TABLES = [
  'create table if not exists push_version (version integer primary key) strict',

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

  // a subscriber that does not have the current content of its topic; `since` is when that changed
  `create table if not exists delivery (
    subscription integer primary key, host text not null, since integer not null, due integer not null,
    attempts integer not null
  ) strict`,
  'create index if not exists delivery_due on delivery (due)',

  // a topic that a hub elsewhere has to be told about
  `create table if not exists ping (
    hub text not null, topic text not null, since integer not null, due integer not null, attempts integer not null,
    primary key (hub, topic)
  ) strict`,

  // a hub elsewhere that has not answered since some instant, and whether that was reported
  'create table if not exists failing_hub (hub text primary key, since integer not null, reported integer not null) strict',

  // the ETag under which a topic was published last
  'create table if not exists topic (url text primary key, etag text not null) strict',
] as const

/** Counts up when a table changes; {@link createPush} then migrates. */
const VERSION = 1

/**
 * Creates the tables that are missing.
 * @throws an Error in plain words if a newer version of dropfeed wrote them
 */
export function createPush(db: Database): void {
  for (const statement of TABLES) db.run(statement)
  const version = first<{ version: number }>(db, 'select max(version) as version from push_version')?.version
  if (version !== undefined && version !== null && version > VERSION)
    throw new Error('A newer version of dropfeed wrote the subscriptions of this site')
  db.run('insert or ignore into push_version (version) values (?)', VERSION)
}

/** The earliest instant at which something is due; undefined: nothing waits. */
export function nextDue(db: Database): Instant | undefined {
  const row = first<{ due: number | null }>(
    db,
    `select min(due) as due from (select min(due) as due from intent where due is not null
     union all select min(due) from delivery union all select min(due) from ping)`,
  )
  return row?.due ?? undefined
}
