/**
 * Reads the feed of another system, from a file or from the web. The sole user of feedsmith outside the
 * tests.
 */
import { readFile } from 'node:fs/promises'
import { parseFeed } from 'feedsmith'
import type { OldEntry } from '../../identity/matching.ts'
import { cleanLine } from '../../text.ts'
import { readResponse } from './read-response.ts'

export interface OldFeed {
  readonly entries: readonly OldEntry[]
  /** Where the feed goes on, if it says so. */
  readonly next?: string
}

/** In milliseconds: a feed that takes longer will not come. */
const TIMEOUT = 30_000

/** Of a feed with all that a site has ever published. */
const MAX_BYTES = 64 * 1024 * 1024

/** @throws an Error in plain words if there is no feed at `place` (a path or a web address) */
export async function readOldFeed(place: string): Promise<OldFeed> {
  const bytes = /^https?:/i.test(place) ? await download(place) : await readLocal(place)
  try {
    return toOldFeed(parseFeed(decode(bytes)))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${place} is not a feed (${reason}). Name an RSS, Atom or JSON feed: a file or a web address.`,
    )
  }
}

async function readLocal(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be read (${error.code}). Name the old feed: a file or a web address.`)
  })
}

async function download(address: string): Promise<Uint8Array> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) }).catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error
    throw unfetchable(address, message)
  })
  if (!response.ok) throw unfetchable(address, `status ${response.status}`)
  return readResponse(response, MAX_BYTES).catch((error: Error) => {
    throw unfetchable(address, error.message.replace(/\.$/, ''))
  })
}

function unfetchable(address: string, why: string): Error {
  return new Error(`${address} cannot be fetched (${why}). Save the feed to a file and name that.`)
}

/** In the encoding that the XML declaration names, or else UTF-8. */
function decode(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const [, encoding = 'utf-8'] = /^[^<]*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start) ?? []
  return new TextDecoder(encoding).decode(bytes)
}

type Parsed = ReturnType<typeof parseFeed>

function toOldFeed(parsed: Parsed): OldFeed {
  const next = nextPage(parsed)
  return { entries: oldEntries(parsed), ...(next === undefined ? {} : { next }) }
}

function oldEntries({ format, feed }: Parsed): OldEntry[] {
  if (format === 'rss') {
    return entries(feed.items, (item) => [
      item.guid?.value,
      item.link,
      item.title,
      item.pubDate ?? item.dc?.dates?.[0],
    ])
  }
  if (format === 'atom') {
    return entries(feed.entries, (entry) => {
      const link = entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate')
      return [entry.id, link?.href, entry.title?.value, entry.published ?? entry.updated]
    })
  }
  if (format === 'json') {
    return entries(feed.items, (item) => [
      item.id,
      item.url ?? item.external_url,
      item.title,
      item.date_published,
    ])
  }
  return entries(feed.items, (item) => [item.rdf?.about, item.link, item.title, item.dc?.dates?.[0]])
}

type Text = string | undefined
type Told = readonly [id: Text, link: Text, title: Text, published: unknown]

function entries<Item>(items: readonly Item[] | undefined, tell: (item: Item) => Told): OldEntry[] {
  return (items ?? []).flatMap((item) => {
    const [given, link, title, date] = tell(item)
    const id = cleanLine(given ?? link ?? '')
    const published = Date.parse(String(date))
    if (id === '') return []
    return {
      id,
      ...(link === undefined ? {} : { link }),
      ...(title === undefined ? {} : { title: plain(title) }),
      ...(Number.isNaN(published) ? {} : { published }),
    }
  })
}

/** Titles are HTML in some feeds and plain text in others; nobody says which. */
function plain(title: string): string {
  return title.replace(/<[^<>]+>/g, '').replaceAll('&amp;', '&')
}

/** RFC 5005, section 3, and JSON Feed's `next_url`. */
function nextPage({ format, feed }: Parsed): string | undefined {
  if (format === 'json') return feed.next_url
  const links = format === 'atom' ? feed.links : feed.atom?.links
  return links?.find(({ rel }) => rel === 'next')?.href
}
