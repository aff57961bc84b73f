/** Topics are the feeds' canonical addresses, read as any reader gets them. */
import type { Instant } from '../model.ts'
import { type Database, first } from '../site/database.ts'
import { UNDER_WAY } from './schema.ts'

export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** Answers a request for an address of the site as readers get it. */
export type Read = (url: string, method: 'GET' | 'HEAD') => Promise<Response>

/** Statuses of a topic that does not exist. Any other failure may pass. */
const GONE: ReadonlySet<number> = new Set([404, 410])

/** Topics that are looked at again in one turn. */
const LOOKS = 10

/** Whether an address is a feed's canonical one: it names itself (WebSub, section 4). From then on its changes are noticed. */
export async function isTopic(db: Database, read: Read, url: string): Promise<boolean> {
  if (!isReadable(url)) return false
  const { status, headers } = await read(url, 'HEAD')
  if (status !== 200 || !(headers.get('Link') ?? '').includes(`<${url}>; rel="self"`)) return false
  db.run('insert or ignore into topic (url, etag) values (?, ?)', url, headers.get('ETag') ?? '')
  return true
}

/** A `Request` throws on an address with a user name or password. */
function isReadable(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === ''
}

/**
 * The current content of a topic, with the headers of a delivery (section 7); undefined: it is gone.
 * @throws an Error if the site cannot be read at the moment
 */
export async function readContent(read: Read, topic: string): Promise<Content | undefined> {
  const response = await read(topic, 'GET')
  if (GONE.has(response.status)) return undefined
  if (response.status !== 200) throw new Error(`the feed was not readable: status ${response.status}`)
  const headers = Object.fromEntries(
    ['Content-Type', 'Link'].flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers }
}

/** The topics whose changes are noticed. */
export function knownTopics(db: Database): string[] {
  return db.all<{ url: string }>('select url from topic').map(({ url }) => url)
}

/** Whether anybody subscribed to a topic, or asked to. */
export function isWatched(db: Database, url: string): boolean {
  const sql = `select 1 from topic where url = ?1 union all select 1 from subscription where topic = ?1 limit 1`
  return first(db, sql, url) !== undefined
}

/** Topics that could not be read, and are due for another look. */
export function takeLooks(db: Database, now: Instant): string[] {
  const rows = db.all<{ url: string }>('select url from topic where look <= ? limit ?', now, LOOKS)
  for (const { url } of rows) lookAgain(db, url, now)
  return rows.map(({ url }) => url)
}

/** An ETag that is not known is empty: then the topic is news once it can be read. */
function lookAgain(db: Database, url: string, now: Instant): void {
  db.run(
    `insert into topic (url, etag, look) values (?1, '', ?2) on conflict do update set look = ?2`,
    ...[url, now + UNDER_WAY],
  )
}

/** Whether a topic's ETag is another one than at the last look. A topic that cannot be read is looked at again later. */
export async function hasChanged(
  { db, read }: { readonly db: Database; readonly read: Read },
  url: string,
  { now, isNewsIfNew }: { readonly now: Instant; readonly isNewsIfNew: boolean },
): Promise<boolean> {
  const response = await read(url, 'HEAD').catch(() => undefined)
  if (response !== undefined && GONE.has(response.status)) {
    db.run('delete from topic where url = ?', url)
    return false
  }
  const etag = response?.status === 200 ? response.headers.get('ETag') : null
  if (etag === null) {
    lookAgain(db, url, now)
    return false
  }
  const before = first<{ etag: string }>(db, 'select etag from topic where url = ?', url)?.etag
  const isNews = before === undefined ? isNewsIfNew : before !== etag
  db.run(
    `insert into topic (url, etag, changed) values (?1, ?2, ?3)
     on conflict do update set etag = ?2, look = null, changed = max(changed, ?3)`,
    ...[url, etag, isNews ? now : 0],
  )
  return isNews
}
