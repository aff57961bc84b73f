/**
 * The other side of a diff: a build, a dropfeed site, or the feed of another system; and the answers of the new site at
 * the addresses of its feeds and pages.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../base/paths.ts'
import { UsageError } from '../base/usage-error.ts'
import type { App } from '../http/mount.ts'
import type { Difference, Pair, Published } from '../migrate/difference.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import { besideOurs, type Sides, siteOf } from '../migrate/one-feed.ts'
import { NoListError, type Read, readPublished } from '../migrate/published-site.ts'
import { readFiles, readWeb } from '../migrate/site-reader.ts'
import { opml } from '../pages/opml.ts'

export interface Earlier {
  readonly place: string
  readonly isOneFeed: boolean
  /** The site's address; '' if unknown. */
  readonly url: string
  /** Both sides, reduced to what can be compared. */
  beside(ours: Published): Sides
}

/** @throws {UsageError} if there is nothing to compare with: that must not look like "no difference" */
export async function readEarlier(place: string): Promise<Earlier> {
  if (/^https?:/i.test(place)) return readAddress(place)
  const folder = [join(place, 'site'), place].find((path) => existsSync(join(path, opml.path)))
  if (folder !== undefined) return readSite(place, readFiles(folder)).catch(fail(folder))
  if (statSync(place, { throwIfNoEntry: false })?.isFile()) return readFeed(place)
  throw new UsageError(
    `There is no build in "${place}". Run "dropfeed build" first, or name the published site (--against https://blog.example) or the feed of another system.`,
  )
}

/** A site without a list of feeds may be one feed, or a page that names one. */
async function readAddress(place: string): Promise<Earlier> {
  if (!URL.canParse(place))
    throw new UsageError(`--against ${place} is not a web address. Write it as https://blog.example.`)
  return readSite(place, readWeb(place)).catch((error: Error) => {
    if (!(error instanceof NoListError)) return fail(place)(error)
    return readFeed(place, `${place}: ${error.message} Read as a feed of another system: `)
  })
}

async function readSite(place: string, read: Read): Promise<Earlier> {
  const before = await readPublished(read)
  const beside = (after: Published) => ({ before, after, successors: new Map<string, string>() })
  return { place, isOneFeed: false, url: before.url, beside }
}

/** @param tried starts the message if there is no feed either */
async function readFeed(place: string, tried = ''): Promise<Earlier> {
  const feed = await readOldFeed(place).catch(({ message }: Error) => {
    throw new UsageError(tried + message)
  })
  const beside = (ours: Published) => besideOurs(feed, ours)
  return { place: feed.place, isOneFeed: true, url: siteOf(feed), beside }
}

function fail(place: string): (error: Error) => never {
  return ({ message }) => {
    throw new UsageError(`${place}: ${message}`)
  }
}

/**
 * The feeds that the new site has at the paths of earlier ones, or to which it redirects; '' where it answers 410.
 * @param file name of the document that readers ask for, below the address of a feed
 */
export async function askForOldAddresses(
  app: App,
  before: Published,
  url: string,
  file: string,
): Promise<Map<string, string>> {
  const destinations = new Map<string, string>()
  for (const { address } of before.feeds) {
    const root = [url, before.url].find((one) => isBelow(address, one))
    const found = root && (await answer(app, url + address.slice(root.length), file))
    if (found !== undefined) destinations.set(address, found)
  }
  return destinations
}

function isBelow(address: string, url: string): boolean {
  return address.startsWith(`${url}/`)
}

/** The feed that readers get; '' where there is none any more, and undefined where they get an error. */
async function answer(app: App, address: string, file: string): Promise<string | undefined> {
  const response = await app.request(address + file)
  const { status, headers } = response
  const destination = destinationOf(response, address)
  if (destination !== undefined) return feedAt(destination)
  if (status === 410) return ''
  // a page of ours can stand at the address of another system's feed
  const isFeed = file === '' && FEED_TYPES.some((type) => headers.get('Content-Type')?.startsWith(type))
  return status === 200 && (isFeed || file !== '') ? feedAt(address + file) : undefined
}

const FEED_TYPES = Object.values(DOCUMENTS).map(({ type }) => type)

/** `https://blog.example/tags/tea/rss.xml` -> `https://blog.example/tags/tea/`; '' for another address */
function feedAt(document: string): string {
  const file = Object.values(DOCUMENTS).find(({ file }) => document.endsWith(`/${file}`))?.file
  return file === undefined ? '' : document.slice(0, -file.length)
}

function destinationOf({ status, headers }: Response, address: string): string | undefined {
  const location = headers.get('Location')
  return status === 301 && location !== null ? new URL(location, address).href : undefined
}

/** A post's page that would be at another address. */
export interface MovedPage extends Pair {
  /** Whether the new site redirects the old address to the page. */
  readonly isLed: boolean
}

/** @param root the address of the new site */
export async function askForMovedPages(
  app: App,
  { changed }: Difference,
  root: string,
): Promise<MovedPage[]> {
  const pages: MovedPage[] = []
  for (const { before, after } of changed.filter(({ before, after }) => before.url !== after.url)) {
    const isOurs = isBelow(before.url, root) && URL.canParse(before.url)
    const answer = isOurs ? await app.request(before.url, { method: 'HEAD' }) : undefined
    pages.push({
      before,
      after,
      isLed: answer !== undefined && destinationOf(answer, before.url) === after.url,
    })
  }
  return pages
}
