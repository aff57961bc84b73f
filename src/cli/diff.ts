/** Reports what subscribers would notice of the posts as they are now. */

import { count, withCommas } from '../base/count.ts'
import { DOCUMENTS } from '../base/paths.ts'
import { quote, toMend } from '../base/problem.ts'
import type { OnProgress } from '../base/progress.ts'
import { cleanLine } from '../base/text.ts'
import { dropfeed } from '../http/mount.ts'
import {
  compare,
  type Difference,
  floods,
  type Move,
  type Pair,
  type PublishedEntry,
  type PublishedFeed,
} from '../migrate/difference.ts'
import { readPublished } from '../migrate/published-site.ts'
import { readApp } from '../migrate/site-reader.ts'
import { SiteAt, snapshotOf } from '../site/site.ts'
import { askForMovedPages, askForOldAddresses, type Earlier, type MovedPage, readEarlier } from './earlier.ts'
import { type OpenOptions, withSite } from './opened-site.ts'
import { type CommonOptions, LOCAL_URL } from './options.ts'
import { printJson, printList, withProgress } from './terminal.ts'

/** Reports what subscribers would notice of the posts as they are now; 1 if they would see read ones as unread, or lose the feed. */
export async function diff(options: CommonOptions & { readonly against: string }): Promise<number> {
  const earlier = await readEarlier(options.against)
  const { difference, problems } = await withProgress((onProgress) =>
    compareWith(earlier, { ...options, builds: options.against }, onProgress),
  )
  if (options.json) printJson(forMachines(difference, options.against))
  else reportDifference(difference, earlier)
  if (problems > 0) console.error(`${count(problems, 'problem')} in the posts: see dropfeed check.`)
  return floods(difference) ? 1 : 0
}

/** Entries without their texts. */
function forMachines(difference: SiteDifference, against: string): object {
  const brief = (key: string, value: unknown) => {
    if (key === 'parts' && !Array.isArray(value)) return undefined
    return key === 'published' && Number.isFinite(value) ? new Date(Number(value)).toISOString() : value
  }
  return { against, floods: floods(difference), ...JSON.parse(JSON.stringify(difference, brief)) }
}

/** Where the configuration names no address, the posts are looked at as they would be at the old one. */
async function compareWith(earlier: Earlier, options: OpenOptions, onProgress: OnProgress) {
  const url = earlier.url || LOCAL_URL
  return withSite({ ...options, onProgress }, url, async ({ context, read }) => {
    const { summary, now } = await read()
    const { url: root, feeds } = context.site
    const snapshot = snapshotOf(new SiteAt(context, now))
    const app = dropfeed({ current: () => snapshot }, () => now)
    const { before, after, successors } = earlier.beside(await readPublished(readApp(app, root)))
    const file = earlier.isOneFeed ? '' : DOCUMENTS.rss.file
    const destinations = await askForOldAddresses(app, before, root, file)
    const difference = compare(before, after, { limit: feeds.limit, destinations, successors })
    const movedPages = await askForMovedPages(app, difference, root)
    return { difference: { ...difference, movedPages }, problems: toMend(summary.problems).length }
  })
}

const ADVICE_ON_IDS =
  'Read posts would be unread again. Restore their ids: check out the earlier .identity.json in the posts folder, or set "id" in the front matter.'

const ADVICE_ON_FEEDS =
  'Subscribers of a moved feed get no more posts. Redirect them: with http.aliases in the configuration, or on the old host with a 301.'

export interface SiteDifference extends Difference {
  readonly movedPages: readonly MovedPage[]
}

function reportDifference(difference: SiteDifference, { place, isOneFeed }: Earlier): void {
  const { reappearing, movedFeeds, movedPages, added, changed, lost, lostFeeds, addedFeeds } = difference
  console.log(
    `Compared with ${cleanLine(place)}${isOneFeed ? ', one feed of another system' : ''}, subscribers would notice:`,
  )
  const edits = changed.map(({ after, parts }) => `${nameOf(after)}: ${parts.join(', ')}`)
  const dated = added.map((entry) => `${nameOf(entry)}, ${dayOf(entry)}`)
  tell('Unread again, with another id', reappearing.map(rowOfIds), 'red')
  tell('Feeds at another address', movedFeeds.map(rowOfMove), 'red')
  tell('Feeds that are gone', lostFeeds.map(rowOfFeed))
  tell('Pages at another address', movedPages.map(rowOfPage))
  tell('Posts that are gone', lost.map(nameOf))
  tell('Changed', edits)
  tell('New', dated)
  tell('New feeds', addedFeeds.map(rowOfFeed))
  if (Object.values(difference).every((rows) => rows.length === 0)) console.log('  nothing.')
  if (reappearing.length > 0) console.log(ADVICE_ON_IDS)
  if (movedFeeds.length > 0) console.log(ADVICE_ON_FEEDS)
}

function tell(title: string, rows: readonly string[], style: 'red' | 'bold' = 'bold'): void {
  printList(`${title}: ${withCommas(rows.length)}`, rows, style)
}

/** Texts of a server that may be anybody's: short, and on one line. */
function nameOf({ title, url, id }: PublishedEntry): string {
  return title === '' ? shown(url || id) : quote(title)
}

function shown(text: string): string {
  return quote(text).slice(1, -1)
}

function rowOfIds({ before, after }: Pair): string {
  return `${nameOf(after)}: ${shown(before.id)} is now ${shown(after.id)}`
}

function rowOfMove({ before, after }: Move): string {
  return `${rowOfFeed(before)} is now ${shown(after.address)}`
}

function rowOfPage({ before, after, isLed }: MovedPage): string {
  const led = isLed ? 'which redirects there' : 'and nothing leads there: add it to http.aliases'
  return `${nameOf(after)}: ${shown(before.url)} is now ${shown(after.url)}, ${led}`
}

function rowOfFeed({ address, title }: PublishedFeed): string {
  return `${shown(address)} (${quote(title)})`
}

function dayOf({ published }: PublishedEntry): string {
  return Number.isNaN(published) ? 'no date' : new Date(published).toISOString().slice(0, 10)
}
