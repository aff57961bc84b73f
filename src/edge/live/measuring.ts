/** Playing times of audio and video in the bucket. */
import { playingTime, type ReadPart } from '../../content/playing-time.ts'
import type { MediaFile } from '../../model.ts'
import type { Changes } from '../../site/apply.ts'
import type { Database } from '../../site/database.ts'
import { markMeasured } from '../../site/files.ts'
import type { Budget } from './items.ts'
import type { Bucket, BucketObject } from './platform.ts'

/** In bytes: read at once. */
const BLOCK = 2 * 1024 * 1024

/** Requests to the bucket for one file. */
const REQUESTS = 9

/**
 * Measures a file that posts use. One that ends the object is not measured again.
 * @returns the file with its playing time; undefined where it is gone, or the budget is: then it is measured next time
 */
export async function measureFile(
  db: Database,
  bucket: Bucket,
  file: MediaFile,
  budget: Budget,
): Promise<Pick<Changes, 'files' | 'stamps'> | undefined> {
  const { path } = file
  if (budget.operations < REQUESTS) {
    budget.operations = 0
    return undefined
  }
  markMeasured(db, path)
  budget.operations -= 1
  const object = await bucket.head(path)
  if (object === null) return undefined
  const duration = await playingTime({ path, size: object.size }, reading(bucket, object, budget))
  return { files: new Map([[path, { ...file, duration }]]), stamps: new Map([[path, object.etag]]) }
}

/** Reads blocks, so that the many small reads of a parser take few requests. */
function reading(bucket: Bucket, { key, size, etag }: BucketObject, budget: Budget): ReadPart {
  let [start, block] = [0, new Uint8Array()]
  let requests = 1
  return async (target, position) => {
    if (position < start || position + target.length > start + block.length) {
      if (++requests > REQUESTS) throw new Error('too much to read')
      budget.operations -= 1
      const length = Math.min(Math.max(BLOCK, target.length), size - position)
      if (length <= 0) return 0
      const range = { offset: position, length }
      const part = await bucket.get(key, { range, onlyIf: { etagMatches: etag } })
      if (part?.arrayBuffer === undefined) throw new Error('changed')
      ;[start, block] = [position, new Uint8Array(await part.arrayBuffer())]
    }
    const bytes = block.subarray(position - start, position - start + target.length)
    target.set(bytes)
    return bytes.length
  }
}
