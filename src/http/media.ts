/** Files beside posts. Players ask for many parts of them. */
import { FILE_POLICY } from '../pages/policy.ts'
import type { Media, OpenMedia } from '../snapshot/snapshot.ts'
import { publicUntil } from '../snapshot/visibility.ts'
import { evaluate, type Verdict } from './conditional.ts'
import type { Asked } from './feed.ts'
import type { HeaderRecord } from './feed-headers.ts'
import { fileMaxAge } from './freshness.ts'
import { NOSNIFF } from './pages.ts'
import { requestedPart } from './range.ts'
import { refuse } from './responses.ts'

export async function sendMedia(media: Media, asked: Asked): Promise<Response | undefined> {
  const file = await asked.snapshot.openMedia(media)
  if (file === undefined) return undefined
  return sendFile({ file, type: contentType(media), headers: mediaHeaders(file, media, asked) }, asked)
}

export interface FileToSend {
  readonly file: OpenMedia
  readonly type: string
  readonly headers: HeaderRecord
}

/** Sends a file or the part of it that is asked for, and closes it. */
export async function sendFile(
  { file, type, headers }: FileToSend,
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
