/** Pages are made for each request and are small: the server compresses them on their way out. */
import { andThen, type Eventual } from '../eventual.ts'
import { chooseCoding } from '../http/encoding.ts'
import { isNavigation } from '../http/negotiation.ts'
import type { Coding } from '../snapshot.ts'
import { compress } from './compression.ts'

type Handle = (request: Request) => Eventual<Response>

const PAGE = /^text\/(html|css|javascript)\b/

/** Feeds have their coding already, and are asked for so often that nothing here may slow them down. */
const FEED = /\.(xml|json)$/

export function compressPages(handle: Handle): Handle {
  return (request) => {
    const isForReader = FEED.test(request.url) && !isNavigation(request.headers)
    return isForReader ? handle(request) : andThen(handle(request), (response) => encode(response, request))
  }
}

function encode(response: Response, { headers, method }: Request): Eventual<Response> {
  // a file beside a post may be of these types, too: it has a length that has been announced, and ranges
  const isPage =
    PAGE.test(response.headers.get('Content-Type') ?? '') && !response.headers.has('Content-Length')
  const coding = isPage ? chooseCoding(headers.get('Accept-Encoding')) : undefined
  return coding === undefined ? response : compressed(response, coding, method === 'HEAD')
}

async function compressed(response: Response, coding: Coding, isHead: boolean): Promise<Response> {
  const plain = new Uint8Array(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.set('Content-Encoding', coding)
  const body = isHead ? null : await compress(plain, coding, 'quick')
  return new Response(body, { status: response.status, headers })
}
