/** Compression with Node's zlib: on demand in the server, ahead of time for the edge. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { Bytes, Coding } from '../snapshot/snapshot.ts'
import type { Encode } from './bodies.ts'
import type { EncodePage } from './negotiation.ts'

/** `quick`: while a client waits, some 5 ms for a feed. `small`: once, ahead of time. */
type Effort = 'quick' | 'small'

/** Above these a feed gets hardly smaller, and takes several times as long. */
const LEVELS: Readonly<Record<Coding, Readonly<Record<Effort, number>>>> = {
  zstd: { quick: 6, small: 15 },
  br: { quick: 5, small: 9 },
  gzip: { quick: 5, small: 9 },
}

/** Pages compressed at once, as many as libuv has threads. Each takes megabytes until it is done, queued or not. */
const PARALLEL = 4

const [toBrotli, toGzip, toZstd] = [promisify(brotliCompress), promisify(gzip), promisify(zstdCompress)]

/** Runs beside the event loop, on the threads of libuv. */
export async function compress(bytes: Uint8Array, coding: Coding, effort: Effort): Promise<Bytes> {
  const made = await run(bytes, coding, LEVELS[coding][effort])
  // zlib hands out a part of a buffer of 16 KB or more, and a small body that is kept would keep all of it
  return made.length < made.buffer.byteLength ? new Uint8Array(made) : made
}

function run(bytes: Uint8Array, coding: Coding, level: number): Promise<Bytes> {
  switch (coding) {
    case 'br':
      return toBrotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          [constants.BROTLI_PARAM_LGWIN]: windowFor(bytes.length),
        },
      })
    case 'gzip':
      return toGzip(bytes, { level })
    case 'zstd':
      return toZstd(bytes, {
        pledgedSrcSize: bytes.length,
        params: { [constants.ZSTD_c_compressionLevel]: level },
      })
  }
}

/** As a power of two. Larger than the text it costs memory, and ten times the time of a small text. */
function windowFor(length: number): number {
  const fitting = Math.ceil(Math.log2(length + 16))
  return Math.min(constants.BROTLI_DEFAULT_WINDOW, Math.max(constants.BROTLI_MIN_WINDOW_BITS, fitting))
}

/** Compresses a document when it is first asked for. */
export const encode: Encode = async (coding, _version, plain) => compress(await plain(), coding, 'quick')

/** Compresses pages, which are made for each request. In a rush of requests some are sent uncompressed. */
export function pageEncoder(): EncodePage {
  let running = 0
  return async (page, coding) => {
    if (running >= PARALLEL) return undefined
    running++
    try {
      return await compress(page, coding, 'quick')
    } finally {
      running--
    }
  }
}
