/** Opens the export of another system, whichever it is, or its feed. */
import { createReadStream } from 'node:fs'
import { messageOf } from '../base/message.ts'
import { cleanLine } from '../base/text.ts'
import type { FeedEntry } from './feed-document.ts'
import { textOf } from './foreign-html.ts'
import { isGhost, openGhost } from './ghost.ts'
import { dateOf, type Export, ImportError, type ImportedPost } from './imported-post.ts'
import { isAddress, type OldFeed, parseAt, readLocal, readOldFeed } from './old-feed.ts'
import { siteOf } from './one-feed.ts'
import { isWxr, openWxr } from './wordpress.ts'
import { faultOfXml } from './wxr.ts'

/** Largest JSON document, in bytes: it is read whole. */
const MAX_JSON = 256 * 1024 * 1024

/** In bytes: a WXR names its namespaces in its first element, after a long comment. */
const START = 64 * 1024

/**
 * @param place a file, or the address of a feed or of a page that names one
 * @param site the address of the old site, for an export that does not name it
 * @throws an Error in plain words
 */
export async function openExport(place: string, site?: string): Promise<Export> {
  if (isAddress(place)) return feedExport(await readOldFeed(place), site)
  const start = await startOf(place)
  if (isWxr(start)) return openWxr(place)
  return /^\uFEFF?\s*[{[]/.test(start) ? openJson(place, site) : openFeed(place, site)
}

async function startOf(path: string): Promise<string> {
  let start = ''
  try {
    for await (const piece of createReadStream(path, { end: START - 1, encoding: 'utf8' })) start += piece
  } catch {
    // reading the whole says what is wrong
  }
  return start
}

async function openJson(path: string, site: string | undefined): Promise<Export> {
  const bytes = await readLocal(path, MAX_JSON)
  const value = parseJson(new TextDecoder().decode(bytes), path)
  return isGhost(value) ? openGhost(value, path, site) : feedExport(parseAt(path, bytes), site)
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = cleanLine(messageOf(error))
    throw new ImportError(
      `${path}: This is not valid JSON (${reason}). Nothing was imported. Export it again, or correct it.`,
    )
  }
}

/** Readers are lenient with XML, and lose what follows a fault. */
async function openFeed(path: string, site: string | undefined): Promise<Export> {
  const bytes = await readLocal(path)
  const feed = parseAt(path, bytes)
  const fault = faultOfXml(new TextDecoder().decode(bytes))
  if (fault === undefined) return feedExport(feed, site)
  throw new ImportError(
    `${path}:${fault.line}: This is not well-formed XML (${fault.reason}). Nothing was imported. Save the feed again, or correct the line.`,
  )
}

export function feedExport(feed: OldFeed, given?: string): Export {
  const site = given ?? feed.home ?? (siteOf(feed) || undefined)
  return { kind: 'Feed', site, items: feed.entries.map((entry) => toPost(entry, site)), next: feed.next }
}

function toPost(entry: FeedEntry, site: string | undefined): ImportedPost {
  const { id, link, title = '', published, teaser, isUpdate, tags, authors, image, enclosures } = entry
  const html = entry.text ?? teaser
  const updated = isUpdate || (entry.updated ?? 0) <= (published ?? 0) ? undefined : entry.updated
  return {
    id,
    title,
    slug: '',
    address: link,
    site,
    date: dateOf(published),
    updated: dateOf(updated),
    tags,
    authors,
    description: descriptionOf(teaser, html),
    image,
    enclosures,
    html,
    base: link ?? site,
    isPage: false,
    leftovers: [],
  }
}

/** A teaser that only repeats how the text begins says nothing. */
function descriptionOf(teaser: string, html: string): string | undefined {
  const words = cleanLine(textOf(teaser) ?? '').replace(/\s*(?:\[?(?:…|\.\.\.|&hellip;)\]?).*$/u, '')
  const text = cleanLine(textOf(html) ?? '')
  return words === '' || text.startsWith(words) ? undefined : words
}
