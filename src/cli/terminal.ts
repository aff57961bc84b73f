/** Writing to terminals, pipes and programs. */
import { styleText } from 'node:util'
import { withCommas } from '../base/count.ts'
import { cleanLine } from '../base/text.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours a text if the stream is a terminal, or as `NO_COLOR` and `FORCE_COLOR` say. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream })
}

/** A pipe that closes early, as in `dropfeed check | head -1`, is no error. */
export function ignoreBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Rows of one list that are shown. */
const MAX_ROWS = 12

/** Prints a title and the first rows below it, each on one line; nothing without rows. */
export function printList(title: string, rows: readonly string[], style?: Style): void {
  if (rows.length === 0) return
  console.log(style === undefined ? title : paint(style, title))
  for (const row of rows.slice(0, MAX_ROWS)) console.log(`  ${cleanLine(row)}`)
  if (rows.length > MAX_ROWS) console.log(`  and ${withCommas(rows.length - MAX_ROWS)} more`)
}

/** One JSON document, for machines. */
export function printJson(value: object): void {
  console.log(JSON.stringify(value, null, 2))
}
