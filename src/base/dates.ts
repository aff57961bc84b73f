/** Instants as people write them in front matter, and as feeds want them. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../model.ts'

/** In milliseconds. */
const MINUTE = 60_000

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
)

/** `18:30`, `18:30:15.250`, `6:30 pm`. */
const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?(?:\s?(?<half>[ap])\.?m\.?)?`
/** With or without a colon or minutes; JavaScript's `Date.toString()` writes `GMT+0100 (Central European Time)`. */
const OFFSET = String.raw`(?:(?<offset>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|utc|gmt)(?:\s\([^()]{1,60}\))?)`

/** ISO 8601 and its relatives: `2026-01-31`, `2026/1/31 18:30`, `2026-01-31T18:30:00+01:00`. */
const ISO = new RegExp(
  String.raw`^(?<year>\d{4})(?<sign>[-/])(?<month>\d{1,2})\k<sign>(?<day>\d{1,2})(?:(?:T|\s+)${TIME})?\s*${OFFSET}?$`,
  'i',
)

/** `Jul 08 2022`, `July 8th, 2022`, `8 July 2022`, each with an optional weekday, time and offset (RFC 5322). */
const DAY = String.raw`(?<day>\d{1,2})(?:st|nd|rd|th)?`
const MONTH = String.raw`(?<month>[a-z]{3,9})\.?`
const NAMED = new RegExp(
  String.raw`^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:${DAY}\s+${MONTH}|${MONTH}\s+${DAY}),?\s+(?<year>\d{4})(?:,?\s+${TIME})?\s*${OFFSET}?$`,
  'i',
)

/** Milliseconds since 1970, from 1973 on, as JavaScript counts them. */
const EPOCH = /^\d{12,13}$/

interface Fields {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

interface Parts {
  readonly fields: Fields
  readonly offset: string | undefined
}

/**
 * The instant that a text names, or undefined where it names none (30 February, 25:00, "soon").
 * In whole seconds, as every format says it. Without an offset it is local time in `timeZone` (IANA name); a date alone
 * is that day's midnight there. A time that clocks skip is as much later as they skip; of one that they repeat, the
 * first.
 */
export function parseInstant(text: string, timeZone: string): Instant | undefined {
  if (EPOCH.test(text)) return Math.floor(Number(text) / 1000) * 1000
  const parts = partsOf(text.trim())
  const instant = parts && (parts.offset === undefined ? instantIn(timeZone, parts.fields) : instantAt(parts))
  return instant !== undefined && isWritable(instant) ? instant : undefined
}

/** A day that its month lacks, as JavaScript and Ruby read it: `2026-02-30` is 2026-03-02. Otherwise undefined. */
export function rolledOver(text: string): string | undefined {
  const [, year, month, day, rest = ''] = DAY_IN_MONTH.exec(text.trim()) ?? []
  if (year === undefined || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return date.getUTCDate() === Number(day) ? undefined : date.toISOString().slice(0, 10) + rest
}

const DAY_IN_MONTH = /^(\d{4})[-/](\d{1,2})[-/]([0-2]?\d|3[01])(?!\d)(.*)$/s

function instantIn(timeZone: string, fields: Fields): Instant | undefined {
  const utc = instantInUtc(fields)
  if (utc === undefined || timeZone === 'UTC') return utc
  return Temporal.PlainDateTime.from(fields).toZonedDateTime(timeZone).epochMilliseconds
}

/** Undefined for a day or time that does not exist. */
function instantInUtc({ year, month, day, hour, minute, second }: Fields): Instant | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  const isTime = hour < 24 && minute < 60 && second < 60
  return isDay && isTime ? date.setUTCHours(hour, minute, second) : undefined
}

function instantAt({ fields, offset = '' }: Parts): Instant | undefined {
  const [utc, minutes] = [instantInUtc(fields), minutesOf(offset)]
  return utc === undefined || minutes === undefined ? undefined : utc - minutes * MINUTE
}

/** RFC 3339 and RFC 5322 have four digits for the year. */
function isWritable(instant: Instant): boolean {
  const year = new Date(instant).getUTCFullYear()
  return year >= 1 && year <= 9999
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
  if (timeZone === 'UTC') return rfc3339(instant)
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' }).replace('+00:00', 'Z')
}

/** Calendar fields of an instant in a time zone, two digits each but the year: for addresses. */
export function calendar(instant: Instant, timeZone: string): { year: string; month: string; day: string } {
  const [year = '', month = '', day = ''] = formatInstant(instant, timeZone).slice(0, 10).split('-')
  return { year, month, day }
}

export function isTimeZone(name: string): boolean {
  // the platform loads all it knows of languages and zones when it is asked for the first
  if (name === 'UTC') return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function partsOf(text: string): Parts | undefined {
  const { groups } = ISO.exec(text) ?? NAMED.exec(text) ?? {}
  if (groups === undefined) return undefined
  const { year, month = '', day, hour = '0', minute = 0, second = 0, half, offset } = groups
  const named = MONTHS.findIndex((name) => name.startsWith(month.toLowerCase())) + 1
  const fields = {
    year: Number(year),
    month: named || Number(month),
    day: Number(day),
    hour: hour24(Number(hour), half),
    minute: Number(minute),
    second: Number(second),
  }
  return Object.values(fields).some(Number.isNaN) ? undefined : { fields, offset }
}

/** An hour of a clock with `am` or `pm`; 13 pm is none. */
function hour24(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number.NaN
}

/** `-5`, `+0530` and `+05:30` in minutes; undefined for an impossible offset. */
function minutesOf(offset: string): number | undefined {
  const [, sign, hours = '', minutes = '0'] = /([+-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? []
  if (sign === undefined) return 0
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
}
