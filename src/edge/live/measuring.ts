/** Playing times of audio and video in the bucket. */
import { type PlayingTime, playingTime } from '../../content/playing-time.ts'
import type { Budget } from './items.ts'
import type { Bucket } from './platform.ts'

/** In bytes: read at once. */
const BLOCK = 2 * 1024 * 1024

/** Requests to the bucket for one file. */
export const REQUESTS = 9

/** Undefined where the file is gone. */
export async function measureObject(
  bucket: Bucket,
  path: string,
  budget: Budget,
): Promise<{ readonly duration: PlayingTime; readonly etag: string } | undefined> {
  budget.operations -= 1
  const object = await bucket.head(path)
  if (object === null) return undefined
  const { size, etag } = object
  let [start, block] = [0, new Uint8Array()]
  let requests = 1
  const read = async (target: Uint8Array, position: number) => {
    if (position < start || position + target.length > start + block.length) {
      if (++requests > REQUESTS) throw new Error('too much to read')
      budget.operations -= 1
      const length = Math.min(Math.max(BLOCK, target.length), size - position)
      if (length <= 0) return 0
      const range = { offset: position, length }
      const part = await bucket.get(path, { range, onlyIf: { etagMatches: etag } })
      if (part?.arrayBuffer === undefined) throw new Error('changed')
      ;[start, block] = [position, new Uint8Array(await part.arrayBuffer())]
    }
    const bytes = block.subarray(position - start, position - start + target.length)
    target.set(bytes)
    return bytes.length
  }
  return { duration: await playingTime({ path, size }, read), etag }
}
