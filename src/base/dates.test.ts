/** Dates as people write them, in the time zones in which they write them. */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { calendar, formatInstant, isTimeZone, parseInstant, rfc822, rfc3339, rolledOver } from './dates.ts'

function utc(text: string, timeZone = 'UTC'): string | undefined {
  const instant = parseInstant(text, timeZone)
  return instant === undefined ? undefined : rfc3339(instant)
}

function digits(number: number, length = 2): string {
  return String(number).padStart(length, '0')
}

/** The instant by the platform's own calendar; undefined out of what feeds can write, too. */
function temporal(fields: Temporal.PlainDateTimeLike, zone: string): number | undefined {
  try {
    const local = Temporal.PlainDateTime.from(fields, { overflow: 'reject' })
    const instant = local.toZonedDateTime(zone).toInstant()
    const { year } = instant.toZonedDateTimeISO('UTC')
    return year >= 1 && year <= 9999 ? instant.epochMilliseconds : undefined
  } catch {
    return undefined
  }
}

describe('dates that are read', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026/1/5', '2026-01-05T00:00:00Z'],
    ['2026-01-31 18:30', '2026-01-31T18:30:00Z'],
    ['2026-01-31T18:30', '2026-01-31T18:30:00Z'],
    ['2026-01-31t18:30:15z', '2026-01-31T18:30:15Z'],
    ['2026-01-31 8:05', '2026-01-31T08:05:00Z'],
    ['2026-01-31T18:30:15.999Z', '2026-01-31T18:30:15Z'],
    ['2026-01-31T18:30:15.123456789012+01:00', '2026-01-31T17:30:15Z'],
    ['2026-01-31 18:30:00 +0530', '2026-01-31T13:00:00Z'],
    ['2026-01-31 18:30:00 -5', '2026-01-31T23:30:00Z'],
    ['2026-01-31T18:30:00+05', '2026-01-31T13:30:00Z'],
    ['2026-01-31 18:30 UTC', '2026-01-31T18:30:00Z'],
    ['2026-01-31Z', '2026-01-31T00:00:00Z'],
    ['  2026-01-31  ', '2026-01-31T00:00:00Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['Jul 08 2022', '2022-07-08T00:00:00Z'],
    ['July 8, 2022', '2022-07-08T00:00:00Z'],
    ['8 July 2022', '2022-07-08T00:00:00Z'],
    ['july 8th, 2022 18:30', '2022-07-08T18:30:00Z'],
    ['Sept. 1, 2022', '2022-09-01T00:00:00Z'],
    ['Fri, 08 Jul 2022 18:30:00 GMT', '2022-07-08T18:30:00Z'],
    ['Friday, 8 July 2022 18:30 +0200', '2022-07-08T16:30:00Z'],
    ['Sat Jan 31 2026 17:00:00 GMT+0000 (Coordinated Universal Time)', '2026-01-31T17:00:00Z'],
    ['Sat Jan 31 2026 17:00:00 GMT-0530 (India Standard Time)', '2026-01-31T22:30:00Z'],
    ['1706695200000', '2024-01-31T10:00:00Z'],
    ['2026-01-31 6:30 PM', '2026-01-31T18:30:00Z'],
    ['2026-01-31 12:05:09 a.m. +01:00', '2026-01-30T23:05:09Z'],
    ['Jan 31, 2026 12:00pm', '2026-01-31T12:00:00Z'],
  ])('%s', (text, expected) => {
    expect(utc(text)).toBe(expected)
  })
})

describe('a day that its month lacks rolls over', () => {
  it.each([
    ['2017-02-29 11:00:00', '2017-03-01 11:00:00'],
    ['2026/4/31', '2026-05-01'],
    ['2026-02-31T10:00Z', '2026-03-03T10:00Z'],
    ['2026-02-28', undefined],
    ['2026-13-31', undefined],
    ['2026-02-32', undefined],
    ['2026-00-30', undefined],
    ['2026-04-311', undefined],
    ['soon', undefined],
  ])('%s', (text, expected) => {
    expect(rolledOver(text)).toBe(expected)
  })
})

describe('what is no date', () => {
  it.each([
    '',
    ' ',
    'tomorow',
    'soon',
    'null',
    'today',
    '2026',
    '2026-01',
    '1769900000',
    '20260131',
    '31.01.2026',
    '01/31/2026',
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01/31',
    '2026-01-31 25:00',
    '2026-01-31 18:60',
    '2026-01-31 24:00',
    '2026-01-31 18',
    '2026-01-31 13:00 PM',
    '2026-01-31 0:30 am',
    '2026-01-31 18:30 CEST',
    '2026-01-31T18:30+99:99',
    '2026-01-31 18:30 Europe/Berlin',
    '-2026-01-31',
    '2026-01-31 and more',
    '30 February 2026',
    'Marvellous 3, 2026',
    'Foo 3 July 2026',
    'July 2026',
    '12:30',
    `2026-01-31${' '.repeat(50_000)}x`,
    '٢٠٢٦-٠١-٣١',
  ])('%j', (text) => {
    expect(parseInstant(text, 'Europe/Berlin')).toBeUndefined()
  })

  it('and whatever the calendar does not know', () => {
    const upTo = (most: number) => fc.integer({ min: 0, max: most })
    const time = [upTo(24), upTo(60), upTo(60)] as const
    const offset = fc.option(fc.tuple(fc.constantFrom('+', '-'), upTo(24), upTo(60)))
    fc.assert(
      fc.property(upTo(9999), upTo(13), upTo(32), ...time, offset, (year, month, day, ...more) => {
        const [hour, minute, second, offset] = more
        const zone = offset === null ? '' : `${offset[0]}${digits(offset[1])}:${digits(offset[2])}`
        const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`
        const text = `${date}T${digits(hour)}:${digits(minute)}:${digits(second)}${zone}`
        const known = temporal({ year, month, day, hour, minute, second }, zone || 'UTC')
        expect(parseInstant(text, 'UTC')).toBe(known)
      }),
      { numRuns: 2000 },
    )
  })

  it('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('UTC', 'Europe/Berlin'), (text, zone) => {
        const instant = parseInstant(text, zone)
        expect(instant === undefined || Number.isInteger(instant)).toBe(true)
      }),
    )
  })
})

describe('time zones', () => {
  it.each([
    ['2026-01-31', 'Europe/Berlin', '2026-01-30T23:00:00Z'],
    ['2026-07-31', 'Europe/Berlin', '2026-07-30T22:00:00Z'],
    ['2026-07-31T00:00:00Z', 'Europe/Berlin', '2026-07-31T00:00:00Z'],
    ['2026-01-31', 'Asia/Kathmandu', '2026-01-30T18:15:00Z'],
    ['2026-01-31', 'Pacific/Kiritimati', '2026-01-30T10:00:00Z'],
    ['31 January 2026 18:30', 'America/New_York', '2026-01-31T23:30:00Z'],
    ['2026-01-31', '+05:30', '2026-01-30T18:30:00Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(utc(text, zone)).toBe(expected)
  })

  it('a time that clocks skip is as much later as they skip', () => {
    expect(utc('2026-03-29 02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00Z')
    expect(utc('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00Z')
  })

  it('of a time that clocks repeat it is the first', () => {
    expect(utc('2026-10-25 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z')
    expect(utc('2026-10-25 02:30+01:00', 'Europe/Berlin')).toBe('2026-10-25T01:30:00Z')
  })

  it('every zone that the configuration takes can be used', () => {
    const names = [
      ...Intl.supportedValuesOf('timeZone'),
      'UTC',
      'utc',
      'GMT',
      'EST',
      'US/Pacific',
      'europe/berlin',
      '-03:00',
    ]
    expect(names.filter(isTimeZone)).toEqual(names)
    expect(names.filter((name) => parseInstant('2026-01-31', name) === undefined)).toEqual([])
  })

  it.each(['', 'Mars/Olympus', 'CEST', 'Berlin'])('%j is no zone', (name) => {
    expect(isTimeZone(name)).toBe(false)
  })
})

describe('dates as feeds want them', () => {
  const instant = Date.UTC(2026, 0, 31, 17, 30)

  it('each in its form', () => {
    expect(rfc822(instant)).toBe('Sat, 31 Jan 2026 17:30:00 GMT')
    expect(rfc3339(instant)).toBe('2026-01-31T17:30:00Z')
    expect(formatInstant(instant, 'Europe/Berlin')).toBe('2026-01-31T18:30:00+01:00')
    expect(formatInstant(instant, 'UTC')).toBe('2026-01-31T17:30:00Z')
    expect(calendar(Date.UTC(2025, 11, 31, 23, 30), 'Europe/Berlin')).toEqual({
      year: '2026',
      month: '01',
      day: '01',
    })
  })

  it('what is written can be read again', () => {
    const seconds = fc.integer({ min: -60_000_000_000, max: 250_000_000_000 })
    fc.assert(
      fc.property(seconds, fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'), (second, zone) => {
        expect(parseInstant(rfc3339(second * 1000), zone)).toBe(second * 1000)
        expect(parseInstant(rfc822(second * 1000), zone)).toBe(second * 1000)
      }),
    )
  })
})
