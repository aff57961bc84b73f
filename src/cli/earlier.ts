/** The other side of a diff: a build, a dropfeed site, or the feed of another system. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../base/paths.ts'
import { UsageError } from '../base/usage-error.ts'
import type { Published } from '../migrate/difference.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import { besideOurs, type Sides, siteOf } from '../migrate/one-feed.ts'
import { NoListError, type Read, readPublished } from '../migrate/published-site.ts'
import { readFiles, readWeb } from '../migrate/site-reader.ts'
import { opml } from '../pages/opml.ts'

export interface Earlier {
  readonly place: string
  /** It is one feed of another system, not a site. */
  readonly isOneFeed: boolean
  /** The site's address; '' if unknown. */
  readonly url: string
  /** The file name to append to a feed's address for the address of a document. */
  readonly file: string
  /** Both sides, reduced to what can be compared. */
  beside(ours: Published): Sides
}

/** @throws {UsageError} if there is nothing to compare with: that must not look like "no difference" */
export async function readEarlier(place: string): Promise<Earlier> {
  if (/^https?:/i.test(place)) return readAddress(place)
  const folder = [join(place, 'site'), place].find((path) => existsSync(join(path, opml.path)))
  if (folder !== undefined) return readSite(place, readFiles(folder)).catch(named(folder))
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
    if (!(error instanceof NoListError)) return named(place)(error)
    return readFeed(place, `${place}: ${error.message} Read as a feed of another system: `)
  })
}

async function readSite(place: string, read: Read): Promise<Earlier> {
  const before = await readPublished(read)
  const beside = (after: Published) => ({ before, after, successors: new Map<string, string>() })
  return { place, isOneFeed: false, url: before.url, file: DOCUMENTS.rss.file, beside }
}

/** @param tried starts the message if there is no feed either */
async function readFeed(place: string, tried = ''): Promise<Earlier> {
  const feed = await readOldFeed(place).catch(({ message }: Error) => {
    throw new UsageError(tried + message)
  })
  const beside = (ours: Published) => besideOurs(feed, ours)
  return { place: feed.place, isOneFeed: true, url: siteOf(feed), file: '', beside }
}

function named(place: string): (error: Error) => never {
  return ({ message }) => {
    throw new UsageError(`${place}: ${message}`)
  }
}
