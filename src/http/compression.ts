/** Compression with Node's zlib: on demand in the server, ahead of time for the edge. */
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { Bytes, Coding } from '../snapshot/snapshot.ts'
import type { BodyOptions, Encode } from './bodies.ts'

/**
 * `quick`: a client waits for it. `good`: smaller, for later requests. `small`: done once, ahead of time.
 */
type Effort = 'quick' | 'good' | 'small'

/** Beyond the last ones a feed gets hardly smaller, and takes ten times as long. */
const LEVELS: Readonly<Record<Coding, Readonly<Record<Effort, number>>>> = {
  zstd: { quick: 3, good: 9, small: 15 },
  br: { quick: 4, good: 7, small: 9 },
  gzip: { quick: 4, good: 6, small: 9 },
}

/** In milliseconds: when nobody has asked for so long, nobody is waiting. */
const CALM = 1_000

/** In a rush of requests, what is asked for beyond these stays as it is. */
const BACKLOG = 500

const [toBrotli, toGzip, toZstd] = [promisify(brotliCompress), promisify(gzip), promisify(zstdCompress)]

/** Runs beside the event loop, on the threads of libuv. */
export async function compress(bytes: Uint8Array, coding: Coding, effort: Effort): Promise<Bytes> {
  const level = LEVELS[coding][effort]
  switch (coding) {
    case 'br':
      return toBrotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
    case 'gzip':
      return toGzip(bytes, { level })
    case 'zstd':
      return toZstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } })
  }
}

/** The server's: what is asked for is compressed then, and better when nobody waits, one body after the other. */
export function compression(): Pick<BodyOptions, 'encode' | 'condense'> {
  let [asked, waiting] = [0, 0]
  let work: Promise<unknown> = Promise.resolve()
  const calm = async () => {
    while (performance.now() - asked < CALM) await sleep(CALM, undefined, { ref: false })
  }
  const encode: Encode = async (coding, _version, plain) => {
    asked = performance.now()
    return compress(await plain(), coding, 'quick')
  }
  const condense: Encode = async (coding, _version, plain) => {
    if (waiting === BACKLOG) return undefined
    waiting++
    const turn = work.then(calm)
    const made = turn.then(async () => compress(await plain(), coding, 'good')).finally(() => waiting--)
    work = made.catch(() => {})
    return made
  }
  return { encode, condense }
}
