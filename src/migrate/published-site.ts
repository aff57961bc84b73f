/** Reads a published dropfeed site, untrusted: the list of its feeds, and the entries of each. */
import { parseOpml } from 'feedsmith'
import { DOCUMENTS, isInside } from '../base/paths.ts'
import { quote } from '../base/problem.ts'
import { cleanLine, decode } from '../base/text.ts'
import { opml } from '../pages/opml.ts'
import type { Published, PublishedEntry, PublishedFeed } from './difference.ts'
import { type FeedDocument, type FeedEntry, parseFeedDocument } from './feed-document.ts'

/** The text at a path below the site's address; undefined if there is none. */
export type Read = (path: string) => Promise<string | undefined>

/** Feeds and archive pages that are read: more than any site has. */
const MAX_FEEDS = 20_000

/** There is no list of feeds, or not ours: this is not a dropfeed site. */
export class NoListError extends Error {}

/**
 * Reads the list of feeds, and the entries of the main feed and its archive pages: every post is in them. It reads JSON
 * Feed, which has all that the other formats have.
 * @throws {NoListError}
 * @throws an Error in plain words if the list or a page of the feed cannot be read
 */
export async function readPublished(read: Read): Promise<Published> {
  const [first, ...others] = await readList(read)
  const pages = new Map<string, FeedDocument>()
  let next: string | undefined = first.address + DOCUMENTS.json.file
  while (next !== undefined && !pages.has(next) && pages.size < MAX_FEEDS) {
    const page = await readFeed(read, first.address, next)
    pages.set(next, page)
    next = page.next
  }
  const entries = new Map<string, PublishedEntry>()
  for (const { entries: found } of pages.values())
    for (const entry of found) if (!entries.has(entry.id)) entries.set(entry.id, toEntry(entry))
  return {
    url: first.address.replace(/\/$/, ''),
    feeds: [{ ...first, ids: [...entries.keys()] }, ...others.map((listed) => ({ ...listed, ids: [] }))],
    entries,
    hasArchive: pages.size > 1,
  }
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

async function readFeed(read: Read, root: string, address: string): Promise<FeedDocument> {
  const path = pathBelow(root, address)
  if (path === undefined) throw new Error(`A feed leads away from its site: ${quote(address)}.`)
  const text = await read(path)
  if (text === undefined) throw new Error(`The feed ${path} is in the list, and not there.`)
  try {
    return parseFeedDocument(text)
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

function toEntry(entry: FeedEntry): PublishedEntry {
  const { id, link = '', title = '', published = Number.NaN, updated = published } = entry
  return {
    id,
    url: link,
    title,
    published,
    parts: {
      text: entry.text ?? '',
      summary: entry.teaser,
      'link of the post': entry.external ?? '',
      image: entry.image ?? '',
      authors: entry.authors.join('\n'),
      tags: entry.tags.join('\n'),
      files: entry.enclosures.map(({ url }) => url).join('\n'),
      'date of change': updated === published ? '' : String(updated),
    },
  }
}
