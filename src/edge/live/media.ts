/** A file of the bucket, opened to be sent: it streams, and is never held as a whole. */
import type { OpenMedia, Part } from '../../snapshot/snapshot.ts'
import { fixedLengthStream } from '../platform.ts'
import type { Bucket, BucketObject } from './platform.ts'

export async function openBucketFile(bucket: Bucket, path: string): Promise<OpenMedia | undefined> {
  const object = await bucket.head(path)
  return object === null ? undefined : openObject(bucket, object)
}

export function openObject(bucket: Bucket, object: Pick<BucketObject, 'key' | 'size' | 'etag'>): OpenMedia {
  return {
    etag: object.etag,
    length: object.size,
    read: (part) => stream(bucket, object, part),
    close: async () => {},
  }
}

/** A file that was replaced meanwhile breaks the stream: its length and its tag have been announced. */
function stream(
  bucket: Bucket,
  { key, etag }: Pick<BucketObject, 'key' | 'etag'>,
  { first, last }: Part,
): ReadableStream<Uint8Array> {
  const length = last + 1 - first
  const { readable, writable } = fixedLengthStream(length)
  const send = async () => {
    if (length === 0) return writable.close()
    const object = await bucket.get(key, {
      range: { offset: first, length },
      onlyIf: { etagMatches: etag },
    })
    if (object?.body === undefined) throw new Error('The file has changed while it was sent.')
    await object.body.pipeTo(writable)
  }
  send()
    .catch((error) => writable.abort(error))
    .catch(() => {})
  return readable
}
