/** Files beside posts, and the parts of them that players ask for (RFC 9110, section 14). */
import { FILE_POLICY } from '../pages/policy.ts'
import type { Media, OpenMedia, Part } from '../snapshot/snapshot.ts'
import { publicUntil } from '../snapshot/visibility.ts'
import { evaluate, type Verdict } from './conditional.ts'
import type { Asked } from './feed.ts'
import { fileMaxAge } from './feed-headers.ts'
import { NOSNIFF } from './pages.ts'
import { type HeaderRecord, refuse } from './responses.ts'

export async function sendMedia(media: Media, asked: Asked): Promise<Response | undefined> {
  const file = await asked.snapshot.openMedia(media)
  if (file === undefined) return undefined
  return sendFile({ file, type: contentType(media), headers: mediaHeaders(file, media, asked) }, asked)
}

/** Sends a file or the part of it that is asked for, and closes it. */
export async function sendFile(
  { file, type, headers }: { file: OpenMedia; type: string; headers: HeaderRecord },
  asked: Pick<Asked, 'request' | 'headers' | 'now'>,
): Promise<Response> {
  const verdict = judge(file, asked)
  const part = requestedPart(asked, file)
  const isRead = verdict === 'send' && part !== 'none' && asked.request.method !== 'HEAD'
  if (!isRead) await file.close()
  if (verdict === 'failed') return refuse(412, 'The file does not meet the condition of the request.')
  if (verdict === 'not modified') return new Response(null, { status: 304, headers })
  if (part === 'none') return refuse(416, 'The requested range is outside the file.', range('*', file))
  const [first, last] = part === 'whole' ? [0, file.length - 1] : [part.first, part.last]
  return new Response(isRead ? file.read({ first, last }) : null, {
    status: part === 'whole' ? 200 : 206,
    headers: {
      ...headers,
      'Content-Type': type,
      'Content-Length': String(last + 1 - first),
      ...(part === 'whole' ? {} : range(`${first}-${last}`, file)),
    },
  })
}

/** A file has a tag and no date, because a file that replaces it may be older. */
function judge({ etag }: OpenMedia, { headers, now }: Pick<Asked, 'headers' | 'now'>): Verdict {
  return etag === undefined ? 'send' : evaluate(headers, { etag, isStrong: true }, now)
}

/** Section 14.4. */
function range(bytes: string, { length }: OpenMedia): HeaderRecord {
  return { 'Content-Range': `bytes ${bytes}/${length}` }
}

/**
 * Fresh for a day at most, for a file can be replaced at its address; and no longer than a post that uses it is
 * public. Then the client asks again, and mostly gets a 304.
 */
function mediaHeaders({ etag }: OpenMedia, media: Media, { snapshot, now }: Asked): HeaderRecord {
  const until = publicUntil(media.public, now)
  const { maxAge } = snapshot.manifest
  return {
    ...NOSNIFF,
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Accept-Ranges, Content-Range, ETag',
    'Accept-Ranges': 'bytes',
    ...(etag === undefined ? {} : { ETag: `"${etag}"` }),
    'Cache-Control': `public, max-age=${fileMaxAge(until, maxAge, now)}`,
    'Content-Security-Policy': FILE_POLICY,
  }
}

/** Text without a charset is shown as Latin-1. SubRip subtitles are text, too. */
function contentType({ type }: Media): string {
  return /^(?:text\/[^;]*|application\/x-subrip)$/i.test(type) ? `${type}; charset=utf-8` : type
}

/** One range of bytes: both ends, all from the first on, or the last ones. */
const RANGE = /^bytes=[ \t]*(\d*)-(\d*)$/i

/**
 * `whole` where no part is asked for, or the header may be ignored: several ranges, other units, malformed, or of
 * another version of the file. `none` where the file has no such bytes.
 */
function requestedPart(
  { request, headers }: Pick<Asked, 'request' | 'headers'>,
  file: OpenMedia,
): Part | 'whole' | 'none' {
  const [, first = '', last = ''] = RANGE.exec(headers.get('range')?.trim() ?? '') ?? []
  const isAsked = request.method === 'GET' && first + last !== '' && isSame(headers.get('if-range'), file)
  if (!isAsked) return 'whole'
  return first === '' ? theLast(Number(last), file) : between(Number(first), last, file)
}

/** Section 13.1.5: only a strong tag can say so, and a file has no date here. */
function isSame(condition: string | null, { etag }: OpenMedia): boolean {
  return condition === null || (etag !== undefined && condition.trim() === `"${etag}"`)
}

function theLast(count: number, { length }: OpenMedia): Part | 'whole' | 'none' {
  if (count === 0) return 'none'
  return length === 0 ? 'whole' : { first: Math.max(0, length - count), last: length - 1 }
}

function between(first: number, end: string, { length }: OpenMedia): Part | 'whole' | 'none' {
  if (end !== '' && Number(end) < first) return 'whole'
  if (first >= length) return 'none'
  return { first, last: end === '' ? length - 1 : Math.min(Number(end), length - 1) }
}
