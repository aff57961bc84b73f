/** Which part of a file a client asks for (RFC 9110, section 14). */
import type { OpenMedia, Part } from '../snapshot/snapshot.ts'
import type { Head } from './request.ts'

/** One range of bytes: both ends, all from the first on, or the last ones. */
const RANGE = /^bytes=[ \t]*(\d*)-(\d*)$/i

/**
 * `whole` where no part is asked for, or the header may be ignored: several ranges, other units, malformed, or of
 * another version of the file. `none` where the file has no such bytes.
 */
export function requestedPart({ request, headers }: Head, file: OpenMedia): Part | 'whole' | 'none' {
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
