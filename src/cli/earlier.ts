/** The other side of a diff: a build, a dropfeed site, or the feed of another system. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../base/paths.ts'
import { UsageError } from '../base/usage-error.ts'
import { dropfeed } from '../http/mount.ts'
import type { Published } from '../migrate/difference.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import { besideOurs, type Sides, siteOf } from '../migrate/one-feed.ts'
import { NoListError, readPublished } from '../migrate/published-site.ts'
import { readApp, readFiles, readWeb } from '../migrate/site-reader.ts'
import type { Instant } from '../model.ts'
import { opml } from '../pages/opml.ts'
import { openBuild } from '../serve/disk.ts'

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
export async function readEarlier(place: string, now: Instant): Promise<Earlier> {
  if (/^https?:/i.test(place)) return readAddress(place)
  if (existsSync(join(place, 'snapshot'))) return readBuild(place, now)
  const folder = [join(place, 'site'), place].find((path) => existsSync(join(path, opml.path)))
  if (folder !== undefined) return readPublished(readFiles(folder)).then(site(place), named(folder))
  if (statSync(place, { throwIfNoEntry: false })?.isFile()) return readFeed(place)
  const address = addressMeant(place)
  const fix =
    address === undefined
      ? 'Run "dropfeed build" first, or name the published site (--against https://blog.example) or the feed of another system.'
      : `Did you mean --against ${address}?`
  throw new UsageError(`There is no build in "${place}". ${fix}`)
}

/** Completes `localhost:4720` or `blog.example/feed.xml`. */
function addressMeant(place: string): string | undefined {
  const [, port] = /^[\w-]+(?:\.[\w-]+)*(:\d+)?(?:\/|$)/.exec(place) ?? []
  if (port !== undefined) return `http://${place}`
  return /^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:\/|$)/i.test(place) ? `https://${place}` : undefined
}

/** A site without a list of feeds may be one feed, or a page that names one. The list of a dropfeed site is beside that feed. */
async function readAddress(place: string): Promise<Earlier> {
  if (!URL.canParse(place))
    throw new UsageError(`--against ${place} is not a web address. Write it as https://blog.example.`)
  const published = await readSite(place)
  if (!(published instanceof NoListError)) return site(place)(published)
  const feed = await readFeed(place, `${place}: ${published.message} Read as a feed of another system: `)
  const isLikeOurs = Object.values(DOCUMENTS).some(({ file }) => feed.place.endsWith(`/${file}`))
  const beside = isLikeOurs && feed.place !== place ? await readSite(feed.place) : published
  return beside instanceof NoListError ? feed : site(feed.place)(beside)
}

async function readSite(place: string): Promise<Published | NoListError> {
  try {
    return await readPublished(readWeb(place))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error instanceof NoListError ? error : named(place)(error)
  }
}

async function readBuild(place: string, now: Instant): Promise<Earlier> {
  const feeds = await openBuild(place).catch(named(place))
  const { url } = (await feeds.current()).manifest
  const app = dropfeed(feeds, () => now)
  return site(place)(await readPublished(readApp(app, url)))
}

/** @param tried starts the message if there is no feed either */
async function readFeed(place: string, tried = ''): Promise<Earlier> {
  const feed = await readOldFeed(place).catch(({ message }: Error) => {
    throw new UsageError(tried + message)
  })
  const beside = (ours: Published) => besideOurs(feed, ours)
  return { place: feed.place, isOneFeed: true, url: siteOf(feed), file: '', beside }
}

function site(place: string): (published: Published) => Earlier {
  return (before) => ({
    place,
    isOneFeed: false,
    url: before.url,
    file: DOCUMENTS.rss.file,
    beside: (after) => ({ before, after, successors: new Map() }),
  })
}

function named(place: string): (error: Error) => never {
  return ({ message }) => {
    throw new UsageError(`${place}: ${message}`)
  }
}
