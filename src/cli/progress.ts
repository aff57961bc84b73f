/** Shows how far a build is: a bar in a terminal, now and then a line elsewhere; nothing if it is quick. */
import type { OnProgress, Progress } from '../base/progress.ts'
import { withCommas } from './report.ts'
import { paint } from './terminal.ts'

/** In milliseconds: what is done before is not worth showing. */
const PATIENCE = 700

/** In milliseconds between two looks of the bar, and between two lines of a log. */
const REDRAW = 80
const NEXT_LINE = 10_000

/** Of the bar, in characters. */
const WIDTH = 24

const WORDS: Readonly<Record<Progress['stage'], string>> = {
  read: 'Reading the folder',
  compile: 'Compiling the posts',
  write: 'Writing the feeds',
}

const CLEAR_LINE = '\r\u001B[K'

/** As shells have it of what SIGINT has ended. */
const INTERRUPTED = 130

/**
 * Standard output is for the result: this goes to standard error. `farewell` is what is said in a terminal where Ctrl-C
 * ends the work; undefined if that is too late.
 */
export async function withProgress<T>(
  work: (onProgress: OnProgress) => Promise<T>,
  stream: NodeJS.WriteStream = process.stderr,
  farewell: () => string | undefined = () => 'Stopped.',
): Promise<T> {
  const isTerminal = stream.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb'
  const display = isTerminal ? new Bar(stream) : new Log(stream)
  const stop = () => {
    const words = farewell()
    if (words === undefined) return
    display.done()
    stream.write(`${words}\n`)
    // at once, so that the words stay true
    process.exit(INTERRUPTED)
  }
  if (isTerminal) process.on('SIGINT', stop)
  try {
    return await work(display.onProgress)
  } finally {
    process.off('SIGINT', stop)
    display.done()
  }
}

interface Display {
  readonly onProgress: OnProgress
  done(): void
}

class Bar implements Display {
  readonly #stream: NodeJS.WriteStream
  readonly #start = performance.now()
  #drawn = 0
  #stage: Progress['stage'] | undefined

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  readonly onProgress = (progress: Progress): void => {
    const now = performance.now()
    const isNews = progress.stage !== this.#stage || now >= this.#drawn + REDRAW
    if (now < this.#start + PATIENCE || !isNews) return
    this.#drawn = now
    this.#stage = progress.stage
    this.#stream.write(CLEAR_LINE + this.#draw(progress))
  }

  /** Takes the bar away. */
  done(): void {
    if (this.#drawn > 0) this.#stream.write(CLEAR_LINE)
  }

  /** Within one line of the terminal: only then can it be cleared. */
  #draw(progress: Progress): string {
    const filled = Math.round(share(progress) * WIDTH)
    const words = describe(progress).slice(0, Math.max(0, this.#stream.columns - WIDTH - 2))
    const done = paint('green', '━'.repeat(filled), this.#stream)
    return `${done}${paint('dim', '━'.repeat(WIDTH - filled), this.#stream)} ${words}`
  }
}

class Log implements Display {
  readonly #stream: NodeJS.WriteStream
  #next = performance.now() + NEXT_LINE

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  readonly onProgress = (progress: Progress): void => {
    if (performance.now() < this.#next) return
    this.#next = performance.now() + NEXT_LINE
    this.#stream.write(`${describe(progress)}\n`)
  }

  done(): void {}
}

/** `Writing the feeds: 1,200 of 3,400` */
function describe({ stage, done, total }: Progress): string {
  const words = WORDS[stage]
  return total === 0 ? words : `${words}: ${withCommas(done)} of ${withCommas(total)}`
}

function share({ done, total }: Progress): number {
  return total === 0 ? 0 : Math.min(1, done / total)
}
