/** How long an audio or video file plays. */
import { parseFromTokenizer } from 'music-metadata'
import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3'

/** In whole seconds; `unknown` if the bytes that are read do not say. */
export type PlayingTime = number | 'unknown'

export async function playingTime(
  file: { readonly path: string; readonly size: number },
  read: ReadPart,
): Promise<PlayingTime> {
  let duration: number | undefined
  try {
    await parseFromTokenizer(new BoundedReader(file, read), {
      duration: true,
      skipCovers: true,
      // known before the end of the file in most formats
      observer: ({ metadata }) => {
        duration = metadata.format.duration
      },
    })
  } catch {
    // damaged, or too long to be read as a whole
  }
  return duration === undefined ? 'unknown' : Math.round(duration)
}

/** In bytes: enough for tags with pictures, and for the index of a long recording. */
const MAX_BYTES = 16 * 1024 * 1024

/** Each takes some microseconds. A file with more parts is given up. */
const MAX_READS = 20_000

/** Fills an array from a position of the file on. @returns how many bytes there were */
export type ReadPart = (target: Uint8Array, position: number) => number | Promise<number>

class BoundedReader extends AbstractTokenizer {
  readonly fileInfo: { readonly path: string; readonly size: number }
  readonly #read: ReadPart
  #bytes = 0
  #reads = 0

  /** @param file its name, and its length in bytes */
  constructor(file: { readonly path: string; readonly size: number }, read: ReadPart) {
    super({ maxBufferSize: MAX_BYTES })
    this.fileInfo = file
    this.#read = read
  }

  override supportsRandomAccess(): boolean {
    return true
  }

  setPosition(position: number): void {
    this.position = position
  }

  override async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(target, options)
    const length = await this.peekBuffer(target, options)
    this.position = position + length
    return length
  }

  override async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { length, position, mayBeLess } = this.normalizeOptions(target, options)
    this.#bytes += length
    this.#reads++
    if (this.#bytes > MAX_BYTES || this.#reads > MAX_READS) throw new Error('too much to read')
    const read = await this.#read(target.subarray(0, length), position)
    if (read < length && mayBeLess !== true) throw new EndOfStreamError()
    return read
  }
}
