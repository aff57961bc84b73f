/** Writing to terminals, pipes and programs, with a bar for the progress of slow commands. */
import { styleText } from 'node:util'
import { withCommas } from '../base/count.ts'
import type { OnProgress, Progress } from '../base/progress.ts'
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

const MAX_ROWS = 12

/** Prints a title and the first rows below it, each on one line; nothing without rows. */
export function printList(title: string, rows: readonly string[], style?: Style): void {
  if (rows.length === 0) return
  console.log(style === undefined ? title : paint(style, title))
  for (const row of rows.slice(0, MAX_ROWS)) console.log(`  ${cleanLine(row)}`)
  if (rows.length > MAX_ROWS) console.log(`  and ${withCommas(rows.length - MAX_ROWS)} more`)
}

export function printJson(value: object): void {
  console.log(JSON.stringify(value, null, 2))
}

/** In milliseconds: before the bar appears, and between two states of it. Quick commands show none. */
const FIRST = 700
const PAUSE = 80

/** Of the bar, in characters. */
const WIDTH = 24

const WORDS: Readonly<Record<Progress['stage'], string>> = {
  read: 'Reading the folder',
  compile: 'Compiling the posts',
  write: 'Writing the feeds',
  upload: 'Uploading',
}

const CLEAR_LINE = '\r\u001B[K'

/** Writes to standard error: standard output is for the result. */
export async function withProgress<T>(
  work: (onProgress: OnProgress) => Promise<T>,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  const isTerminal = stream.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb'
  if (!isTerminal) return work(() => {})
  let next = performance.now() + FIRST
  let isShown = false
  const onProgress = (progress: Progress) => {
    if (performance.now() < next) return
    next = performance.now() + PAUSE
    isShown = true
    stream.write(CLEAR_LINE + bar(progress, stream))
  }
  try {
    return await work(onProgress)
  } finally {
    if (isShown) stream.write(CLEAR_LINE)
  }
}

/** Within one line of the terminal: a longer one could not be cleared. */
function bar(progress: Progress, stream: NodeJS.WriteStream): string {
  const { done, total } = progress
  const filled = total === 0 ? 0 : Math.round(Math.min(1, done / total) * WIDTH)
  const words = describe(progress).slice(0, Math.max(0, stream.columns - WIDTH - 2))
  return `${paint('green', '━'.repeat(filled), stream)}${paint('dim', '━'.repeat(WIDTH - filled), stream)} ${words}`
}

/** `Writing the feeds: 1,200 of 3,400` */
function describe({ stage, done, total }: Progress): string {
  const words = WORDS[stage]
  return total === 0 ? words : `${words}: ${withCommas(done)} of ${withCommas(total)}`
}
