/** What the posts are compared with: a build, a site of dropfeed's, or the feed of another system. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from '../base/paths.ts'
import { dropfeed } from '../http/mount.ts'
import type { Published } from '../migrate/difference.ts'
import { readOldFeed } from '../migrate/old-feed.ts'
import { besideOurs, type Sides, siteOf } from '../migrate/one-feed.ts'
import { NoListError, readPublished } from '../migrate/published-site.ts'
import { readApp, readFiles, readWeb } from '../migrate/site-reader.ts'
import type { Instant } from '../model.ts'
import { opml } from '../pages/opml.ts'
import { openBuild } from '../serve/disk.ts'
import { UsageError } from './run.ts'

export interface Earlier {
  /** What was read. */
  readonly place: string
  /** Whether it is one feed of another system, and not a site. */
  readonly isOneFeed: boolean
  /** Where the site is; '' where that is not known. */
  readonly url: string
  /** What the address of a feed lacks to be that of a document. */
  readonly file: string
  /** Beside our site as it is now, as far as the two can be compared. */
  beside(ours: Published): Sides
}

/** @throws {UsageError} where there is nothing to compare with, which must not be taken for an answer */
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

/** Of `localhost:4720` or `blog.example/feed.xml`, which lack their beginning. */
function addressMeant(place: string): string | undefined {
  const [, port] = /^[\w-]+(?:\.[\w-]+)*(:\d+)?(?:\/|$)/.exec(place) ?? []
  if (port !== undefined) return `http://${place}`
  return /^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:\/|$)/i.test(place) ? `https://${place}` : undefined
}

/** Where no list of feeds is, there may be one feed; of a page of ours, the list is beside the feed that it names. */
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

/** `tried`: what is to be told before, if there is no feed either. */
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
