/** Instants as people write them in front matter, and as feeds want them. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from './model.ts'

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** ISO 8601 and its relatives: a space for the T, an offset with or without a colon or a space before. */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i

/** `Jul 08 2022`, `July 8, 2022`, `8 July 2022`, each with an optional weekday, time and offset (RFC 5322). */
const NAMED =
  /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})),?\s+(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i

interface Parts {
  readonly fields: { year: number; month: number; day: number; hour: number; minute: number; second: number }
  readonly offset: string | undefined
}

/**
 * The instant that a text names, or undefined where it names none (30 February, 25:00, "soon").
 * In whole seconds, as every format says it. Without an offset it is local time in `timeZone` (IANA name); a date alone is that day's midnight there.
 */
export function parseInstant(text: string, timeZone: string): Instant | undefined {
  const parts = isoParts(text) ?? namedParts(text)
  if (parts === undefined) return undefined
  try {
    const local = Temporal.PlainDateTime.from(parts.fields, { overflow: 'reject' })
    const zone = parts.offset === undefined ? timeZone : offsetZone(parts.offset)
    return local.toZonedDateTime(zone).epochMilliseconds
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** RFC 5322 as RSS and HTTP write it: `Sat, 31 Jan 2026 17:30:00 GMT`. */
export function rfc822(instant: Instant): string {
  return new Date(instant).toUTCString()
}

/** RFC 3339 in UTC, as Atom writes it: `2026-01-31T17:30:00Z`. */
export function rfc3339(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** RFC 3339 with the offset of the time zone at that instant: `2026-01-31T18:30:00+01:00`. */
export function formatInstant(instant: Instant, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' }).replace('+00:00', 'Z')
}

/** Calendar fields of an instant in a time zone, two digits each but the year: for addresses. */
export function calendar(instant: Instant, timeZone: string): { year: string; month: string; day: string } {
  const [year = '', month = '', day = ''] = formatInstant(instant, timeZone).slice(0, 10).split('-')
  return { year, month, day }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function isoParts(text: string): Parts | undefined {
  const match = ISO.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = match
  return { fields: numbers(year, month, day, hour, minute, second), offset }
}

function namedParts(text: string): Parts | undefined {
  const match = NAMED.exec(text.trim())
  if (match === null) return undefined
  const [, d1, m1, m2, d2, year, hour = '0', minute = '0', second = '0', offset] = match
  const name = (m1 ?? m2 ?? '').toLowerCase()
  const month = MONTHS.findIndex((short) => name.startsWith(short)) + 1
  if (month === 0) return undefined
  return { fields: numbers(year, String(month), d1 ?? d2, hour, minute, second), offset }
}

function numbers(
  ...[year, month, day, hour, minute, second]: readonly (string | undefined)[]
): Parts['fields'] {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  }
}

function offsetZone(offset: string): string {
  if (/^[a-z]/i.test(offset)) return 'UTC'
  return offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`
}
