/** Reads from files and the web what may have no end. */

/** In milliseconds. */
const TIMEOUT = 30_000

/** In bytes: a feed with all that a site has ever published. */
const MAX_BYTES = 64 * 1024 * 1024

/** All of a stream. @throws an Error if it has more than `most` bytes */
export async function readAtMost(
  pieces: AsyncIterable<Uint8Array> | null,
  most = MAX_BYTES,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of pieces ?? []) {
    length += chunk.length
    if (length > most) throw new Error('it is larger than any feed')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export interface Download {
  readonly status: number
  /** After redirects. */
  readonly address: string
  /** Empty unless the status is a success. */
  readonly bytes: Uint8Array
}

/** @throws an Error whose message is the reason, without a full stop */
export async function download(address: string): Promise<Download> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT)
    const response = await fetch(address, { signal, headers: { 'User-Agent': 'dropfeed' } })
    const { ok, status, url, body } = response
    if (!ok) await body?.cancel()
    return { status, address: url, bytes: await readAtMost(ok ? body : null) }
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'the server takes too long'
  const cause = error.cause instanceof Error ? error.cause.message : ''
  return (cause || error.message).replace(/\.$/, '')
}
