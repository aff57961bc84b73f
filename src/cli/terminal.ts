/** Writing to terminals, pipes and programs. */
import { styleText } from 'node:util'

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

/** One JSON document, for machines. */
export function printJson(value: object): void {
  console.log(JSON.stringify(value, null, 2))
}
