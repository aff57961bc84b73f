/** A feed: its headers, and that nothing else changes it. */
import { describe, expect, it } from 'vitest'
import { FEEDS, questions, REPEATED, type Runtime } from './runtime.ts'

export function feeds(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status, validators } = questions(runtime)

  describe(`${name}: a feed`, () => {
    it.each(FEEDS)('%s has its media type and validators', async (path, type) => {
      const response = await ask(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(type)
      expect(response.headers.get('etag')).toMatch(/^W\/"[\w-]+"$/)
      expect(response.headers.get('last-modified')).toBe('Sat, 20 Jun 2026 12:00:00 GMT')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(await response.text()).toContain('A plain post')
    })

    it.each(FEEDS)('%s answers HEAD with the headers of GET and no body', async (path) => {
      const [get, head] = [await ask(path), await ask(path, { method: 'HEAD' })]
      const length = String((await get.arrayBuffer()).byteLength)
      expect(head.status).toBe(200)
      expect(await head.text()).toBe('')
      for (const name of [...REPEATED, 'content-type']) {
        expect(head.headers.get(name)).toBe(get.headers.get(name))
      }
      if (runtime.isRaw) expect(head.headers.get('content-length')).toBe(length)
    })

    it('says what it is part of: itself, the hub, the other formats', async () => {
      const { headers } = await ask('/tags/tea/atom.xml', { method: 'HEAD' })
      expect(headers.get('link')).toBe(
        [
          '<https://feeds.example/tags/tea/atom.xml>; rel="self"; type="application/atom+xml"',
          '<https://hub.example/?topic=caf%C3%A9%26tea>; rel="hub"',
          '<https://feeds.example/tags/tea/rss.xml>; rel="alternate"; type="application/rss+xml"',
          '<https://feeds.example/tags/tea/feed.json>; rel="alternate"; type="application/feed+json"',
        ].join(', '),
      )
      expect(headers.get('content-language')).toBe('en')
    })

    it('depends on compression and on who asks, and says so', async () => {
      const { headers } = await ask('/rss.xml')
      expect(headers.get('vary')).toBe('Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests')
    })

    it('answers in its format whatever is accepted', async () => {
      const response = await ask('/rss.xml', { headers: { accept: 'application/feed+json, text/html' } })
      expect(response.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
      await response.arrayBuffer()
    })

    it('is fresh for the time that the site says', async () => {
      const { headers } = await ask('/rss.xml')
      expect(headers.get('cache-control')).toMatch(
        /^public, max-age=900, stale-while-revalidate=\d+, stale-if-error=\d+$/,
      )
    })

    it('answers alike whatever the query', async () => {
      expect((await validators('/rss.xml?utm_source=x')).etag).toBe((await validators('/rss.xml')).etag)
    })

    it.each([
      '/tags/tea/rss.xml',
      '/authors/jun/atom.xml',
      '/reise/feed.json',
      '/lang/de/rss.xml',
      '/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/rss.xml',
    ])('%s exists', async (path) => expect(await status(path)).toBe(200))

    it('ignores Range', async () => expect(await status('/rss.xml', { range: 'bytes=0-9' })).toBe(200))
  })
}
