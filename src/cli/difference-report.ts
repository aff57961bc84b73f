/** What subscribers would notice, as people read it. */

import { withCommas } from '../base/count.ts'
import { quote } from '../base/problem.ts'
import { cleanLine } from '../base/text.ts'
import type { Difference, Move, Pair, PublishedEntry, PublishedFeed } from '../migrate/difference.ts'
import type { MovedPage } from './old-addresses.ts'
import { printList } from './terminal.ts'

const ADVICE_ON_IDS =
  'Read posts would be unread again. Restore their ids: check out the earlier .identity.json in the posts folder, or set "id" in the front matter.'

const ADVICE_ON_FEEDS =
  'Subscribers of a moved feed get no more posts. Redirect them: with http.aliases in the configuration, or on the old host with a 301.'

interface Against {
  readonly place: string
  readonly isOneFeed: boolean
}

/** With pages that would be at another address. */
export interface SiteDifference extends Difference {
  readonly movedPages: readonly MovedPage[]
}

export function reportDifference(difference: SiteDifference, { place, isOneFeed }: Against): void {
  const { reappearing, movedFeeds, movedPages, added, changed, redated, lost, lostFeeds, addedFeeds } =
    difference
  console.log(
    `Compared with ${cleanLine(place)}${isOneFeed ? ', one feed of another system' : ''}, subscribers would notice:`,
  )
  const edits = changed.map(({ after, parts }) => `${nameOf(after)}: ${parts.join(', ')}`)
  const dated = added.map((entry) => `${nameOf(entry)}, ${moment(entry).slice(0, 10)}`)
  tell('Unread again, with another id', reappearing.map(rowOfIds), 'red')
  tell('Feeds at another address', movedFeeds.map(rowOfMove), 'red')
  tell('Feeds that are gone', lostFeeds.map(rowOfFeed))
  tell('Pages at another address', movedPages.map(rowOfPage))
  tell('Posts that are gone', lost.map(nameOf))
  tell('Changed', edits)
  tell('With another date', redated.map(rowOfDates))
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

function rowOfDates({ before, after }: Pair): string {
  return `${nameOf(after)}: ${moment(before)} is now ${moment(after)}`
}

function moment({ published }: PublishedEntry): string {
  return Number.isNaN(published) ? 'no date' : new Date(published).toISOString()
}
