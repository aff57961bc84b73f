/** How long a feed may be kept, and what that tells of posts that nobody may know of. */
import { describe, expect, it } from 'vitest'
import { compilerFor, folder, reader } from '../support/served.ts'

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

describe('a feed is fresh', () => {
  it('as long as the site says', async () =>
    expect(await cacheControl()).toBe(
      'public, max-age=900, stale-while-revalidate=900, stale-if-error=86400',
    ))

  it('not beyond the next post', async () =>
    expect(await cacheControl(`date: ${iso(NOW + 10 * MINUTE)}`)).toBe(
      'public, max-age=600, stale-while-revalidate=0, stale-if-error=86400',
    ))

  it('not beyond the next end of a post, not even where the server is down', async () =>
    expect(await cacheControl(`date: ${iso(NOW - HOUR)}\nexpires: ${iso(NOW + 10 * MINUTE)}`)).toBe(
      'public, max-age=600, stale-while-revalidate=0, stale-if-error=0',
    ))

  it('not beyond the end of a post that comes after the next post', async () =>
    expect(
      await cacheControl(
        `date: ${iso(NOW + HOUR)}`,
        `date: ${iso(NOW - HOUR)}\nexpires: ${iso(NOW + 3 * HOUR)}`,
      ),
    ).toBe('public, max-age=900, stale-while-revalidate=900, stale-if-error=9900'))

  it('as ever while a post is hours ahead: nobody is told of it', async () => {
    const ahead = `date: ${iso(NOW + 3 * HOUR)}\nexpires: ${iso(NOW + 4 * HOUR)}`
    expect(await cacheControl(ahead)).toBe(await cacheControl())
  })
})
