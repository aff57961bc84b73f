import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readPublished } from '../adapters/elsewhere/published-site.ts'
import { readApp, readFiles, readWeb } from '../adapters/elsewhere/site-reader.ts'
import { type App, dropfeed } from '../adapters/mount.ts'
import { openBuild } from '../adapters/stores/disk.ts'
import { MemoryStore, snapshotInMemory } from '../adapters/stores/memory.ts'
import { compare, type Difference, floods, type Published, type PublishedFeed } from '../difference.ts'
import type { Instant } from '../model.ts'
import { opml } from '../pages/opml.ts'
import { DOCUMENTS } from '../paths.ts'
import type { OnProgress } from '../progress.ts'
import { compileFolder } from './compilation.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { withProgress } from './progress.ts'
import { count } from './report.ts'
import { UsageError } from './run.ts'
import { tellDifference } from './tell-difference.ts'
import { printJson } from './terminal.ts'

export interface DiffOptions extends CommonOptions {
  readonly against: string
}

/** Tells what subscribers would notice of the posts as they are now; 1 if they would see read ones as unread. */
export async function diff(options: DiffOptions): Promise<number> {
  const now = options.now ?? Date.now()
  const before = await readBefore(options.against, now)
  const { difference, problems } = await withProgress((onProgress) =>
    compareWith(before, { ...options, now }, onProgress),
  )
  if (options.json) printJson(forMachines(difference, options.against))
  else tellDifference(difference, options.against)
  if (problems > 0) console.error(`${count(problems, 'problem')} in the posts: see dropfeed check.`)
  return floods(difference) ? 1 : 0
}

/** Entries without their texts. */
function forMachines(difference: Difference, against: string): object {
  const brief = (key: string, value: unknown) => {
    if (key === 'parts' && !Array.isArray(value)) return undefined
    return key === 'published' && Number.isFinite(value) ? new Date(Number(value)).toISOString() : value
  }
  return { against, floods: floods(difference), ...JSON.parse(JSON.stringify(difference, brief)) }
}

/** The last build, plain files of one, or what is served at an address. */
async function readBefore(place: string, now: Instant): Promise<Published> {
  if (/^https?:/i.test(place)) {
    if (URL.canParse(place)) return readPublished(readWeb(place)).catch(named(place))
    throw new UsageError(`--against ${place} is not a web address. Write it as https://blog.example.`)
  }
  if (existsSync(join(place, 'snapshot'))) {
    const feeds = await openBuild(place).catch(named(place))
    const { url } = (await feeds.current()).manifest
    return readPublished(
      readApp(
        dropfeed(feeds, () => now),
        url,
      ),
    )
  }
  const folder = [join(place, 'site'), place].find((path) => existsSync(join(path, opml.path)))
  if (folder !== undefined) return readPublished(readFiles(folder)).catch(named(folder))
  throw new UsageError(
    `There is no build in "${place}". Build what is published now, or name it: --against https://blog.example.`,
  )
}

/** There is nothing to compare with: who asks whether posts would be unread again must not take that for an answer. */
function named(place: string): (error: Error) => never {
  return ({ message }) => {
    throw new UsageError(`${place}: ${message}`)
  }
}

interface Comparison {
  readonly difference: Difference
  readonly problems: number
}

/** Where the configuration names no address, the posts are looked at as they would be at the old one. */
async function compareWith(
  before: Published,
  options: CommonOptions & { readonly now: Instant },
  onProgress: OnProgress,
): Promise<Comparison> {
  const compiled = await compileFolder(options, before.url || LOCAL_URL, onProgress)
  const { compilation, problems, siteAt, finish } = compiled
  const site = siteAt(before.url || LOCAL_URL)
  const snapshot = snapshotInMemory(compilation, async () => undefined)
  const app = dropfeed(new MemoryStore(snapshot), () => options.now)
  const after = await readPublished(readApp(app, site.url))
  const answered = await answeredBy(app, site.url, before.feeds)
  await finish()
  const difference = compare(before, after, { limit: site.feeds.limit, answered })
  return { difference, problems: problems.length }
}

/** Feeds of old addresses of which the site says where they have moved to, or that they are gone for good. */
async function answeredBy(app: App, url: string, feeds: readonly PublishedFeed[]): Promise<Set<string>> {
  const answered = new Set<string>()
  for (const { address } of feeds) {
    if (!address.startsWith(`${url}/`)) continue
    const { status } = await app.request(address + DOCUMENTS.rss.file)
    if (status === 301 || status === 410) answered.add(address)
  }
  return answered
}
