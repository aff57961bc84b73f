/** Topics are the feeds' canonical addresses, read as any reader gets them. */
import { type Database, first } from '../site/database.ts'

export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

export interface Source {
  /** Answers a request for an address of the site as readers get it. */
  readonly read: (url: string, method: 'GET' | 'HEAD') => Promise<Response>
}

/** Whether an address is a feed's canonical one: it names itself (WebSub, section 4). */
export async function isTopic({ read }: Source, url: string): Promise<boolean> {
  if (!isReadable(url)) return false
  const response = await read(url, 'HEAD')
  return response.status === 200 && (response.headers.get('Link') ?? '').includes(`<${url}>; rel="self"`)
}

/** A `Request` throws on an address with a user name or password. */
function isReadable(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === ''
}

/** Statuses of a topic that does not exist. Any other failure may pass. */
const GONE: ReadonlySet<number> = new Set([404, 410])

/**
 * The current content of a topic, with the headers that a delivery has (section 7); undefined: it is gone.
 * @throws an Error if the site cannot be read at the moment
 */
export async function readContent({ read }: Source, topic: string): Promise<Content | undefined> {
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

/** Those of the addresses whose ETag is not the one that was published last. At the very first look, nothing is news. */
export async function changedTopics(
  { db, read }: Source & { readonly db: Database },
  urls: Iterable<string>,
): Promise<string[]> {
  const isFirst = first(db, 'select 1 from topic limit 1') === undefined
  const changed: string[] = []
  for (const url of urls) {
    const etag = (await read(url, 'HEAD')).headers.get('ETag')
    if (etag === null) continue
    const before = first<{ etag: string }>(db, 'select etag from topic where url = ?', url)?.etag
    if (before === etag) continue
    db.run('insert or replace into topic (url, etag) values (?, ?)', url, etag)
    if (!isFirst) changed.push(url)
  }
  return changed
}
