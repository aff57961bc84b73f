/** Deltas (RFC 3229, instance manipulation `feed`). */
import { describe, expect, inject, it } from 'vitest'
import { FEEDS, questions, type Runtime } from './runtime.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Tags of the contract's documents before their newest post, by path. */
    readonly earlierTags: Readonly<Record<string, string>>
  }
}

/** In the fixtures: published since, and before, the earlier tags were current. */
const NEW = 'bers Meer'
const OLD = 'A plain post'

export function deltas(runtime: Runtime): void {
  const { name, ask } = runtime
  const { validators, text } = questions(runtime)
  const earlier = inject('earlierTags')
  const asking = (path: string, more = {}) => ({
    headers: { 'a-im': 'feed', 'if-none-match': `W/"${earlier[path]}"`, ...more },
  })

  describe(`${name}: deltas`, () => {
    it.each(FEEDS)('%s sends only what is new since a known tag', async (path, type) => {
      const response = await ask(path, asking(path))
      const body = await response.text()
      expect(response.status).toBe(226)
      expect(body).toContain(NEW)
      expect(body).not.toContain(OLD)
      expect(response.headers.get('im')).toBe('feed')
      expect(response.headers.get('delta-base')).toBe(`W/"${earlier[path]}"`)
      expect(response.headers.get('etag')).toBe((await validators(path)).etag)
      expect(response.headers.get('content-type')).toBe(type)
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(response.headers.get('vary')).toMatch(/\bA-IM\b/)
      expect(response.headers.get('access-control-expose-headers')).toContain('Delta-Base')
    })

    it('is a whole document of its own', async () => {
      const [whole, delta] = [
        await text('/feed.json'),
        await (await ask('/feed.json', asking('/feed.json'))).text(),
      ]
      const { items: all, ...head } = JSON.parse(whole)
      const { items, ...deltaHead } = JSON.parse(delta)
      expect(deltaHead).toEqual(head)
      expect(items).toEqual(all.slice(0, 1))
    })

    it('answers HEAD alike', async () => {
      const response = await ask('/rss.xml', { method: 'HEAD', ...asking('/rss.xml') })
      expect([response.status, response.headers.get('im')]).toEqual([226, 'feed'])
    })

    it.each(['feed', 'vcdiff, feed;q=0.5', 'FEED'])('is sent for A-IM: %s', async (manipulations) =>
      expect((await ask('/rss.xml', asking('/rss.xml', { 'a-im': manipulations }))).status).toBe(226),
    )

    it.each(['vcdiff', 'feed;q=0', 'feeds', 'feed;q=x', ''])(
      'is not sent for A-IM: %s',
      async (manipulations) => {
        const response = await ask('/rss.xml', asking('/rss.xml', { 'a-im': manipulations }))
        expect([response.status, response.headers.get('im')]).toEqual([200, null])
        expect(response.headers.get('vary')).not.toContain('A-IM')
      },
    )

    it.each([
      'feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/',
      'UniversalFeedParser/5.2.1 +http://feedparser.org/',
      'rss2email/3.13.1 (https://github.com/rss2email/rss2email)',
    ])('is not sent to %s, which asks without knowing it', async (agent) => {
      const response = await ask('/rss.xml', asking('/rss.xml', { 'user-agent': agent }))
      expect([response.status, response.headers.get('im')]).toEqual([200, null])
      expect(response.headers.get('cache-control')).toMatch(/^public/)
      expect(await response.text()).toContain(OLD)
    })

    it('is 304 for the current tag', async () => {
      const { etag } = await validators('/rss.xml')
      expect((await ask('/rss.xml', { headers: { 'a-im': 'feed', 'if-none-match': etag } })).status).toBe(304)
    })

    it('is everything for a tag that nobody knows, and for no tag', async () => {
      for (const tag of ['"other"', '', '"a", "b"']) {
        const response = await ask('/rss.xml', {
          headers: { 'a-im': 'feed', ...(tag && { 'if-none-match': tag }) },
        })
        expect(response.status).toBe(200)
        expect(await response.text()).toContain(OLD)
      }
    })
  })
}
