/** Reads a published dropfeed site, untrusted: the list of its feeds, and the entries of each. */
import { parseOpml } from 'feedsmith'
import * as v from 'valibot'
import { DOCUMENTS, isInside } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { tableOf } from '../base/schema.ts'
import { cleanLine, decode } from '../base/text.ts'
import { opml } from '../pages/opml.ts'
import type { Published, PublishedEntry, PublishedFeed } from './difference.ts'

/** The text at a path below the site's address; undefined if there is none. */
export type Read = (path: string) => Promise<string | undefined>

/** Feeds and archive pages that are read: more than any site has. */
const MAX_FEEDS = 20_000

/** There is no list of feeds, or not ours: this is not a dropfeed site. */
export class NoListError extends Error {}

/**
 * Reads the JSON Feed of each feed, which has all that the other formats have.
 * @throws {NoListError}
 * @throws an Error in plain words if the list or a feed in it cannot be read
 */
export async function readPublished(read: Read): Promise<Published> {
  const [first, ...others] = await readList(read)
  const entries = new Map<string, PublishedEntry>()
  const open = async (address: string): Promise<JsonFeed> => {
    const feed = await readFeed(read, first.address, address)
    for (const entry of feed.items) if (!entries.has(entry.id)) entries.set(entry.id, toEntry(entry))
    return feed
  }
  const main = await readPages(first, open)
  const feeds: PublishedFeed[] = [main]
  // one by one, since the server serves subscribers meanwhile
  for (const listed of others) feeds.push(toFeed(listed, [await open(json(listed))]))
  return { url: first.address.replace(/\/$/, ''), feeds, entries, hasArchive: main.hasArchive }
}

/** The main feed with its archive pages. */
async function readPages(
  listed: Listed,
  open: (address: string) => Promise<JsonFeed>,
): Promise<PublishedFeed & { readonly hasArchive: boolean }> {
  const pages = new Map<string, JsonFeed>()
  let next: string | undefined = json(listed)
  while (next !== undefined && !pages.has(next) && pages.size < MAX_FEEDS) {
    const page: JsonFeed = await open(next)
    pages.set(next, page)
    next = page.next_url
  }
  return { ...toFeed(listed, [...pages.values()]), hasArchive: pages.size > 1 }
}

function toFeed({ address, title }: Listed, pages: readonly JsonFeed[]): PublishedFeed {
  return { address, title, ids: pages.flatMap(({ items }) => items.map(({ id }) => id)) }
}

function json({ address }: Listed): string {
  return address + DOCUMENTS.json.file
}

type Listed = Pick<PublishedFeed, 'address' | 'title'>

/** The main feed first, which every site has. */
async function readList(read: Read): Promise<[Listed, ...Listed[]]> {
  const text = await read(opml.path)
  if (text === undefined)
    throw new NoListError(`There is no list of feeds (${opml.path}), which every dropfeed site has.`)
  const [first, ...others] = listOutlines(text).flatMap(({ xmlUrl = '', text = '' }): Listed[] => {
    const isOurs =
      xmlUrl.endsWith(`/${DOCUMENTS.rss.file}`) && /^https?:/.test(xmlUrl) && URL.canParse(xmlUrl)
    return isOurs ? [{ address: xmlUrl.slice(0, -DOCUMENTS.rss.file.length), title: cleanLine(text) }] : []
  })
  if (first === undefined) throw new NoListError(`The list of feeds (${opml.path}) is not one of dropfeed's.`)
  const own = others.filter(({ address }) => address.startsWith(first.address))
  return [first, ...own.slice(0, MAX_FEEDS)]
}

function listOutlines(text: string) {
  try {
    return parseOpml(text).body?.outlines ?? []
  } catch {
    throw new NoListError(`The list of feeds (${opml.path}) is not OPML: ${quote(text)}.`)
  }
}

const text = v.optional(v.string(), '')

/** https://www.jsonfeed.org/version/1.1/, the members that are compared. */
const item = v.object({
  id: v.pipe(v.union([v.string(), v.pipe(v.number(), v.finite())]), v.transform(String)),
  ...{ url: text, title: text, summary: text, external_url: text, image: text, language: text },
  ...{ date_published: text, date_modified: text },
  content_html: v.optional(v.string()),
  content_text: v.optional(v.string()),
  authors: v.optional(v.array(tableOf({ name: v.optional(v.string()) })), []),
  tags: v.optional(v.array(v.string()), []),
  attachments: v.optional(v.array(v.object({ url: v.string() })), []),
})

const jsonFeed = v.object({ items: v.array(item), next_url: v.optional(v.string()) })

type JsonFeed = v.InferOutput<typeof jsonFeed>

async function readFeed(read: Read, root: string, address: string): Promise<JsonFeed> {
  const path = pathBelow(root, address)
  if (path === undefined) throw new Error(`A feed leads away from its site: ${quote(address)}.`)
  const text = await read(path)
  if (text === undefined) throw new Error(`The feed ${path} is in the list, and not there.`)
  try {
    return v.parse(jsonFeed, JSON.parse(text))
  } catch {
    throw new Error(`${path} is not a JSON Feed: ${quote(text)}.`)
  }
}

/** Decoded; undefined if the address is not below the root. */
function pathBelow(root: string, address: string): string | undefined {
  if (!address.startsWith(root)) return undefined
  const path = decode(`/${address.slice(root.length)}`)
  return path !== undefined && isInside(path) ? path : undefined
}

function toEntry(entry: JsonFeed['items'][number]): PublishedEntry {
  const { id, url, title, date_published, date_modified } = entry
  const names = entry.authors.flatMap(({ name }) => name ?? [])
  return {
    id,
    url,
    title,
    published: Date.parse(date_published),
    parts: {
      text: entry.content_html ?? entry.content_text ?? '',
      summary: entry.summary,
      'link of the post': entry.external_url,
      image: entry.image,
      language: entry.language,
      authors: names.join('\n'),
      tags: entry.tags.join('\n'),
      files: entry.attachments.map((file) => file.url).join('\n'),
      'date of change': date_modified === date_published ? '' : date_modified,
    },
  }
}
