/** How long a feed may be kept, and what that tells of posts that nobody may know of. */
import { describe, expect, it } from 'vitest'
import { compilerFor, folder, reader } from '../../test/support/served.ts'

const NOW = Date.UTC(2026, 0, 10, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const iso = (instant: number) => new Date(instant).toISOString()

async function cacheControl(...more: readonly string[]): Promise<string | null> {
  const posts = Object.fromEntries(
    [`date: ${iso(NOW - HOUR)}`, ...more].map((front, n) => [`p${n}.md`, `---\n${front}\n---\nText.\n`]),
  )
  const compilation = compilerFor({ http: { maxAge: 900 } }).compile(folder(posts), NOW)
  return (await reader(compilation, () => NOW)('/rss.xml')).headers.get('cache-control')
}

/** A post that is public now. */
const expiring = (end: number) => `date: ${iso(NOW - HOUR)}\nexpires: ${iso(end)}`

/** A full archive page, one of whose posts expires. */
async function archive(end: number): Promise<string | null> {
  const posts = Object.fromEntries(
    [1, 2, 3, 4].map((hours) => [`p${hours}.md`, `---\ndate: ${iso(NOW - hours * HOUR)}\n---\nText.\n`]),
  )
  const last = `---\ndate: ${iso(NOW - 9 * HOUR)}\nexpires: ${iso(end)}\n---\nText.\n`
  const compilation = compilerFor({ feeds: { limit: 2 } }).compile(folder({ ...posts, 'last.md': last }), NOW)
  const answer = await reader(compilation, () => NOW)('/archive/1/rss.xml')
  expect(answer.status).toBe(200)
  return answer.headers.get('cache-control')
}

describe('a feed is fresh', () => {
  it('as long as the site says', async () =>
    expect(await cacheControl()).toBe(
      'public, max-age=900, stale-while-revalidate=900, stale-if-error=86400',
    ))

  it('not beyond the next post; stale use is as ever, so that nothing else counts down to it', async () =>
    expect(await cacheControl(`date: ${iso(NOW + 10 * MINUTE)}`)).toBe(
      'public, max-age=600, stale-while-revalidate=900, stale-if-error=86400',
    ))

  it('not beyond the next end of a post, not even where the server is down', async () =>
    expect(await cacheControl(expiring(NOW + 10 * MINUTE))).toBe(
      'public, max-age=600, stale-while-revalidate=0, stale-if-error=0',
    ))

  it('not beyond the end of a post that comes after the next post', async () =>
    expect(await cacheControl(`date: ${iso(NOW + HOUR)}`, expiring(NOW + 3 * HOUR))).toBe(
      'public, max-age=900, stale-while-revalidate=0, stale-if-error=0',
    ))

  it('as ever while a post is more than the time of the site ahead: nobody is told of it', async () => {
    for (const minutes of [16, 29, 31, 180, 24 * 60]) {
      const ahead = `date: ${iso(NOW + minutes * MINUTE)}\nexpires: ${iso(NOW + 2 * minutes * MINUTE)}`
      expect(await cacheControl(ahead)).toBe(await cacheControl())
    }
  })

  it('alike for every time of the day on which a post ends', async () => {
    for (const days of [1, 2, 3, 9]) {
      const day = Date.UTC(2026, 0, 10 + days)
      const hours = [0, 1, 11.5, 12.25, 23.99]
      const answers = await Promise.all(hours.map((hour) => cacheControl(expiring(day + hour * HOUR))))
      expect(new Set(answers).size).toBe(1)
    }
    expect(await cacheControl(expiring(Date.UTC(2026, 0, 19)))).toBe(await cacheControl())
  })

  it('for a day as a full archive page, unless one of its posts ends about then', async () => {
    const answers = await Promise.all([1, 7, 23].map((hour) => archive(Date.UTC(2026, 0, 11) + hour * HOUR)))
    expect(new Set(answers)).toEqual(
      new Set(['public, max-age=900, stale-while-revalidate=0, stale-if-error=0']),
    )
    expect(await archive(Date.UTC(2026, 0, 15))).toBe(
      'public, max-age=86400, stale-while-revalidate=900, stale-if-error=86400',
    )
  })
})
