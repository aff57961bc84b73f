/** Bodies of requests, read whole: the bucket wants their length, and a write may have to be repeated. */
import { setTimeout as sleep } from 'node:timers/promises'
import { concatenate } from '../../snapshot/bytes.ts'

/** A refusal, with its status. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Of a file, in bytes. A larger one goes into the bucket by S3. */
export const LARGEST = 25 * 1024 * 1024

/** Of a body that is too long, in bytes: then the connection is closed. */
const MOST = 20 * LARGEST

/** For bodies that are read at once, in bytes: the object has 128 MB. */
const ROOM = 2 * LARGEST

const TOO_LARGE = 'A file may have 25 MB here. Put a larger one into the bucket with an S3 client.'

/** In milliseconds: how long a body waits for room, and between two looks. */
const PATIENCE = 30_000
const LOOK = 100

let used = 0

/** @throws {Refused} where the body is too long, or not as long as was said */
export async function readBody(request: Request, limit = LARGEST): Promise<Uint8Array> {
  const said = request.headers.get('Content-Length')
  const length = said === null ? limit : Math.min(Number(said), limit)
  await reserve(length)
  try {
    const bytes = await collect(request, limit)
    if (said !== null && bytes.length !== Number(said))
      throw new Refused(400, `The body has ${bytes.length} bytes, and Content-Length says ${said}.`)
    return bytes
  } finally {
    used -= length
  }
}

/** Uploads that have stopped do not hold up others for ever. */
async function reserve(length: number): Promise<void> {
  const end = Date.now() + PATIENCE
  while (used > 0 && used + length > ROOM) {
    if (Date.now() >= end) throw new Refused(503, 'Too much is sent at once. Try again later.')
    await sleep(LOOK)
  }
  used += length
}

/** Reads past the limit without keeping anything: many clients read no answer before they have sent everything. */
async function collect({ body }: Request, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length <= limit) parts.push(part)
    else parts.length = 0
    if (length > MOST) break
  }
  if (length > limit) throw new Refused(413, TOO_LARGE)
  return concatenate(parts)
}
