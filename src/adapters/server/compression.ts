/** Compression with Node's zlib: on demand in the server, ahead of time for the edge. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'
import type { Encode } from '../../http/bodies.ts'
import type { Bytes, Coding } from '../../snapshot.ts'

/** `quick`: somebody waits for it, some 20 ms for 200 kB. `small`: done once, ahead of time. */
type Effort = 'quick' | 'small'

/** Beyond these levels a feed gets hardly smaller, and takes ten times as long. */
const LEVELS: Readonly<Record<Coding, Readonly<Record<Effort, number>>>> = {
  zstd: { quick: 9, small: 15 },
  br: { quick: 7, small: 9 },
  gzip: { quick: 6, small: 9 },
}

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

/** The server's: what is asked for is compressed then, once. */
export const onDemand: Encode = async (coding, _version, plain) => compress(await plain(), coding, 'quick')
