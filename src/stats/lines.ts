/** Reads the lines of a file, of any length and any number, in little memory. */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** In characters: servers cut the address of a request at some kilobytes. */
const LONGEST = 64 * 1024

/** Calls `take` with each line; undefined for one that is too long. `-` is standard input, `.gz` is unpacked. */
export async function readLines(path: string, take: (line: string | undefined) => void): Promise<void> {
  const file = path === '-' ? process.stdin : createReadStream(path)
  const lines = new Lines(take)
  const read = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) lines.add(chunk.toString('latin1'))
    lines.end()
  }
  await (path.endsWith('.gz') ? pipeline(file, createGunzip(), read) : pipeline(file, read))
}

class Lines {
  readonly #take: (line: string | undefined) => void
  #start = ''
  #isTooLong = false

  constructor(take: (line: string | undefined) => void) {
    this.#take = take
  }

  add(text: string): void {
    const parts = text.split('\n')
    for (const [index, part] of parts.entries()) {
      this.#grow(part)
      if (index < parts.length - 1) this.end()
    }
  }

  /** The line ends here. */
  end(): void {
    if (this.#isTooLong) this.#take(undefined)
    else if (this.#start !== '') this.#take(this.#start.replace(/\r$/, ''))
    this.#start = ''
    this.#isTooLong = false
  }

  #grow(part: string): void {
    this.#isTooLong ||= this.#start.length + part.length > LONGEST
    this.#start = this.#isTooLong ? '' : this.#start + part
  }
}
