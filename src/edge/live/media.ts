/** A file of the bucket, opened to be sent. */
import type { Media, OpenMedia, Part } from '../../snapshot/snapshot.ts'
import { fixedLengthStream } from '../platform.ts'
import type { Bucket } from './platform.ts'

export async function openBucketMedia(bucket: Bucket, { path }: Media): Promise<OpenMedia | undefined> {
  const object = await bucket.head(path)
  if (object === null) return undefined
  return {
    etag: object.etag,
    length: object.size,
    read: (part) => stream(bucket, path, part),
    close: async () => {},
  }
}

/** A file that has become shorter breaks the stream: its length has been announced. */
function stream(bucket: Bucket, path: string, { first, last }: Part): ReadableStream<Uint8Array> {
  const length = last + 1 - first
  const { readable, writable } = fixedLengthStream(length)
  const send = async () => {
    const object = length === 0 ? null : await bucket.get(path, { range: { offset: first, length } })
    if (object === null) await writable.close()
    else await object.body.pipeTo(writable)
  }
  send().catch(() => writable.abort())
  return readable
}
