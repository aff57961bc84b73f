/** Pages are made for each request and are small: the server compresses them on their way out. */
import { andThen, type Eventual } from '../eventual.ts'
import { chooseCoding } from '../http/encoding.ts'
import { isNavigation } from '../http/negotiation.ts'
import type { Coding } from '../snapshot.ts'
import { compress } from './compression.ts'

type Handle = (request: Request) => Eventual<Response>

/** Pages compressed at once, as many as libuv has threads. Each takes megabytes until it is done, in the queue as well. */
const PARALLEL = 4

const PAGE = /^text\/(html|css|javascript)\b/

/** Feeds have their coding already, and are asked for so often that nothing here may slow them down. */
const FEED = /\.(xml|json)$/

/** In a rush of requests, pages for which there is no thread are sent as they are. */
export function compressPages(handle: Handle): Handle {
  let running = 0
  const encode = async (response: Response, coding: Coding, isHead: boolean) => {
    if (running >= PARALLEL && !isHead) return response
    running++
    try {
      return await compressed(response, coding, isHead)
    } finally {
      running--
    }
  }
  return (request) => {
    const isForReader = FEED.test(request.url) && !isNavigation(request.headers)
    if (isForReader) return handle(request)
    return andThen(handle(request), (response) => {
      const coding = codingOf(response, request)
      return coding === undefined ? response : encode(response, coding, request.method === 'HEAD')
    })
  }
}

function codingOf(response: Response, { headers }: Request): Coding | undefined {
  // a file beside a post may be of these types, too: it has a length that has been announced, and ranges
  const isPage =
    PAGE.test(response.headers.get('Content-Type') ?? '') && !response.headers.has('Content-Length')
  return isPage ? chooseCoding(headers.get('Accept-Encoding')) : undefined
}

async function compressed(response: Response, coding: Coding, isHead: boolean): Promise<Response> {
  const plain = new Uint8Array(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.set('Content-Encoding', coding)
  const body = isHead ? null : await compress(plain, coding, 'quick')
  return new Response(body, { status: response.status, headers })
}
