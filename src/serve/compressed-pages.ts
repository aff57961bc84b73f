/** Pages are made for each request and are small: the server compresses them on their way out. */

import { compress } from '../http/compression.ts'
import type { EncodePage } from '../http/encoding.ts'

/** Pages compressed at once, as many as libuv has threads. Each takes megabytes until it is done, in the queue as well. */
const PARALLEL = 4

/** In a rush of requests, pages for which there is no thread are sent as they are. */
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
