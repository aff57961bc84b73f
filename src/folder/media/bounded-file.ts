/** A file of which a bounded number of bytes is read, anywhere in it. */
import { closeSync, readSync } from 'node:fs'
import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3'
import { openPlainFile } from '../../disk/plain-file.ts'

/** In bytes: enough for tags with pictures, and for the index of a long recording. */
const MAX_BYTES = 16 * 1024 * 1024

/** Each takes some microseconds. A file with more parts is given up. */
const MAX_READS = 20_000

export class BoundedFile extends AbstractTokenizer {
  readonly fileInfo: { readonly path: string; readonly size: number }
  readonly #descriptor: number
  #bytes = 0
  #reads = 0

  /** @throws as {@link openPlainFile} */
  constructor(folder: string, path: string) {
    super({ maxBufferSize: MAX_BYTES })
    const { handle, info } = openPlainFile(folder, path)
    this.#descriptor = handle
    this.fileInfo = { path, size: info.size }
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
    const read = readSync(this.#descriptor, target, 0, length, position)
    if (read < length && mayBeLess !== true) throw new EndOfStreamError()
    return read
  }

  protected override async closeOnce(): Promise<void> {
    closeSync(this.#descriptor)
    await super.closeOnce()
  }
}
