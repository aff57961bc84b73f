/** How many read the feeds, by access logs. */
import { createHash, randomBytes } from 'node:crypto'
import { count, withCommas } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'
import { parseLine, readLines } from '../stats/log.ts'
import { type FeedCount, sumByName, Tally } from '../stats/tally.ts'
import { paint, printJson, printList } from './terminal.ts'

/** Feeds that are listed for people. */
const MAX_ROWS = 40

/** @returns 1 where the logs have no request for a feed */
export async function stats(logs: readonly string[], { json }: { readonly json?: boolean }): Promise<number> {
  const salt = randomBytes(16)
  const tally = new Tally((text) => createHash('sha256').update(salt).update(text).digest().readUIntBE(0, 6))
  let [lines, unread] = [0, 0]
  for (const log of logs)
    await readLines(log, (line) => {
      lines++
      const request = parseLine(line)
      if (request === undefined) unread++
      else tally.add(request)
    })
  const feeds = tally.counts()
  if (json) printJson({ lines, unread, feeds })
  else print(feeds)
  if (unread > 0)
    console.error(
      `${count(unread, 'line')} of ${withCommas(lines)} skipped: not in the common, combined or dropfeed's own format.`,
    )
  if (tally.isFull) console.error('There are more readers than can be counted: the numbers are too low.')
  if (feeds.length === 0)
    console.error('No requests for feeds. Name the access log of the server that has them.')
  return feeds.length === 0 ? 1 : 0
}

function print(feeds: readonly FeedCount[]): void {
  if (feeds.length === 0) return
  const head = ['Feed', 'Format', 'Subscribers', 'Readers a day', 'Requests', '304', '226', 'Bytes']
  const rows = feeds.slice(0, MAX_ROWS).map(rowOf)
  for (const line of table([head, ...rows])) console.log(line)
  if (feeds.length > MAX_ROWS)
    console.log(`and ${count(feeds.length - MAX_ROWS, 'more feed')}: --json lists all`)
  const aggregators = sumByName(feeds.flatMap(({ aggregators }) => aggregators))
  printList(
    'Subscribers, as aggregators report them:',
    aggregators.map(({ name, subscribers }) => `${name}: ${withCommas(subscribers)}`),
  )
}

function rowOf({ feed, format, requests, ...counts }: FeedCount): string[] {
  const share = (part: number) => `${Math.round((100 * part) / Math.max(1, requests))} %`
  const numbers = [counts.subscribers, Math.round(counts.readersADay), requests].map(withCommas)
  const shares = [counts.notModified, counts.deltas].map(share)
  return [cleanLine(feed), format, ...numbers, ...shares, withCommas(counts.bytes)]
}

/** The first line is the head; numbers stand at the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row, index) => {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    return index === 0 ? paint('bold', cells.join('  ')) : cells.join('  ')
  })
}
