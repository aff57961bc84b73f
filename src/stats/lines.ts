/** Reads the lines of access logs, of any length and any number, in little memory. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { LONGEST } from './line.ts'

/** Calls `take` with each line, cut after the longest that is parsed. `-` is standard input, `.gz` is unpacked. */
export async function readLines(path: string, take: (line: string) => void): Promise<void> {
  const file = path === '-' ? process.stdin : createReadStream(path)
  const read = async (chunks: AsyncIterable<Buffer>) => {
    let rest = ''
    for await (const chunk of chunks) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = (lines.pop() ?? '').slice(0, LONGEST + 1)
      for (const line of lines) take(line)
    }
    if (rest !== '') take(rest)
  }
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), read) : pipeline(file, read))
}
