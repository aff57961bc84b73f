/** The HTTP promises of http.md, each as a test that runs on every runtime. */
import { describe, expect, it } from 'vitest'

/** Asks a runtime for a path; redirects are not followed. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>

const FEEDS = [
  ['/rss.xml', 'application/rss+xml; charset=utf-8'],
  ['/atom.xml', 'application/atom+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
] as const

const CONDITIONAL_HEADERS = ['etag', 'last-modified', 'cache-control', 'access-control-allow-origin']

/** What a platform does before our code sees a request. */
export interface Platform {
  /** workerd hands no header over that has no value: an empty If-None-Match is as good as none there. */
  readonly dropsEmptyHeaders?: boolean
}

export function contract(runtime: string, ask: Ask, { dropsEmptyHeaders = false }: Platform = {}): void {
  const status = async (path: string, headers?: Record<string, string>) => {
    const response = await ask(path, headers === undefined ? {} : { headers })
    await response.arrayBuffer()
    return response.status
  }
  const validators = async (path: string) => {
    const { headers } = await ask(path, { method: 'HEAD' })
    return { etag: headers.get('etag') ?? '', modified: headers.get('last-modified') ?? '' }
  }

  describe(`${runtime}: a feed`, () => {
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
      for (const name of [...CONDITIONAL_HEADERS, 'content-type']) {
        expect(head.headers.get(name)).toBe(get.headers.get(name))
      }
      expect(head.headers.get('content-length') ?? length).toBe(length)
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

  describe(`${runtime}: conditional requests`, () => {
    const matching: [string, (etag: string) => string][] = [
      ['the tag', (etag) => etag],
      ['the tag as a strong one', (etag) => etag.slice(2)],
      ['a list that holds it', (etag) => `"x", ${etag} , W/"y"`],
      ['*', () => '*'],
      ['a gzip suffix', (etag) => etag.replace(/"$/, '-gzip"')],
      ['a double suffix', (etag) => etag.replace(/"$/, '--gzip"')],
      ['a br suffix', (etag) => etag.replace(/"$/, ';br"')],
      ['no quotation marks', (etag) => etag.slice(3, -1)],
      ['a small w', (etag) => `w${etag.slice(1)}`],
    ]
    it.each(matching)('304 for If-None-Match with %s', async (_, write) => {
      const { etag } = await validators('/atom.xml')
      const response = await ask('/atom.xml', { headers: { 'if-none-match': write(etag) } })
      expect(response.status).toBe(304)
      expect(await response.text()).toBe('')
      const full = await ask('/atom.xml')
      await full.arrayBuffer()
      for (const name of CONDITIONAL_HEADERS) expect(response.headers.get(name)).toBe(full.headers.get(name))
      expect(response.headers.get('content-type')).toBeNull()
      expect(response.headers.get('content-length') ?? '0').toBe('0')
    })

    it.each([...(dropsEmptyHeaders ? [] : ['']), '"', '"other"', 'W/', ',,,', `"${'x'.repeat(10_000)}"`])(
      '200 for If-None-Match %j',
      async (tag) => {
        const { modified } = await validators('/rss.xml')
        expect(await status('/rss.xml', { 'if-none-match': tag, 'if-modified-since': modified })).toBe(200)
      },
    )

    it('304 to HEAD, too', async () => {
      const { etag } = await validators('/rss.xml')
      expect((await ask('/rss.xml', { method: 'HEAD', headers: { 'if-none-match': etag } })).status).toBe(304)
    })

    it('If-None-Match wins over If-Modified-Since, both ways', async () => {
      const { etag, modified } = await validators('/rss.xml')
      expect(await status('/rss.xml', { 'if-none-match': '"x"', 'if-modified-since': modified })).toBe(200)
      const older = 'Thu, 01 Jan 2015 00:00:00 GMT'
      expect(await status('/rss.xml', { 'if-none-match': etag, 'if-modified-since': older })).toBe(304)
    })

    it.each([
      ['the date', 'Sat, 20 Jun 2026 12:00:00 GMT', 304],
      ['a later date', 'Sun, 21 Jun 2026 00:00:00 GMT', 304],
      ['the RFC 850 form', 'Saturday, 20-Jun-26 12:00:00 GMT', 304],
      ['the asctime form', 'Sat Jun 20 12:00:00 2026', 304],
      ['an older date', 'Sat, 20 Jun 2026 11:59:59 GMT', 200],
      ['a date in the future', 'Tue, 20 Jun 2090 12:00:00 GMT', 200],
      ['no date', 'yesterday', 200],
      ['30 February', 'Mon, 30 Feb 2026 12:00:00 GMT', 200],
    ])('If-Modified-Since with %s', async (_, value, expected) => {
      expect(await status('/rss.xml', { 'if-modified-since': value })).toBe(expected)
    })

    it('412 where If-Match or If-Unmodified-Since fail', async () => {
      expect(await status('/rss.xml', { 'if-match': '"x"' })).toBe(412)
      expect(await status('/rss.xml', { 'if-match': '*' })).toBe(200)
      expect(await status('/rss.xml', { 'if-unmodified-since': 'Thu, 01 Jan 2015 00:00:00 GMT' })).toBe(412)
      expect(await status('/rss.xml', { 'if-unmodified-since': 'Sun, 21 Jun 2026 00:00:00 GMT' })).toBe(200)
    })
  })

  describe(`${runtime}: methods and access`, () => {
    it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('405 with Allow for %s', async (method) => {
      const response = await ask('/rss.xml', { method })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect(response.headers.get('cache-control')).toBe('no-store')
    })

    it('OPTIONS and preflight are 204', async () => {
      const response = await ask('/rss.xml', {
        method: 'OPTIONS',
        headers: { origin: 'https://reader.example', 'access-control-request-method': 'GET' },
      })
      expect(response.status).toBe(204)
      expect(response.headers.get('access-control-allow-headers')).toBe(
        'If-None-Match, If-Modified-Since, A-IM',
      )
    })

    it.each(['/rss.xml', '/nothing'])('%s may be read from any site', async (path) => {
      const { headers } = await ask(path)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toContain('ETag')
    })
  })

  describe(`${runtime}: what is nowhere`, () => {
    it.each([
      '/posts/scheduled',
      '/posts/draft',
      '/posts/expired',
      '/tags/secret/rss.xml',
      '/tags/hidden/feed.json',
      '/authors/quiet-person/atom.xml',
      '/media/launch.png',
      '/media/draft.png',
      '/media/once.png',
      '/media/unused.png',
      '/media/2026-05-01-plain.md',
      '/media/../2026-05-01-plain.md',
      '/media/%2e%2e/draft.md',
      '/media/%2e%2e%2f%2e%2e%2fpackage.json',
      '/media/..%5c..%5cpackage.json',
      '/manifest.json',
      '/documents/rss.xml',
      '/pages/posts/plain.json',
      '/media-info/dot.png.json',
      '/tags/nobody/rss.xml',
      '//evil.example/rss.xml',
    ])('%s is 404 and not stored', async (path) => {
      const response = await ask(path)
      await response.arrayBuffer()
      expect(response.status).toBe(404)
      expect(response.headers.get('cache-control')).toBe('no-store')
    })

    it('a scheduled, an expired and a draft post are in no document and on no page', async () => {
      for (const path of ['/rss.xml', '/atom.xml', '/feed.json', '/lang/en/feed.json', '/', '/posts/plain']) {
        const text = await (await ask(path)).text()
        expect(text).not.toMatch(/secret|launch|expired offer|draft|quiet person/i)
      }
    })

    it('a tag whose only post has expired is known, and empty', async () => {
      const response = await ask('/tags/offers/rss.xml')
      expect(response.status).toBe(200)
      expect(await response.text()).not.toContain('<item>')
    })

    it('lists every known feed in /feeds.opml, and no other', async () => {
      const response = await ask('/feeds.opml')
      expect(response.headers.get('content-type')).toBe('text/x-opml; charset=utf-8')
      const addresses = [...(await response.text()).matchAll(/xmlUrl="([^"]*)"/g)].map(([, url]) => url)
      expect(addresses).toContain('https://feeds.example/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/rss.xml')
      expect(addresses).toContain('https://feeds.example/rss.xml')
      expect(addresses.join()).not.toMatch(/secret|quiet/)
    })

    it('400 for an address that does not decode', async () =>
      expect(await status('/tags/%E0%A4%A')).toBe(400))
  })

  describe(`${runtime}: pages and media`, () => {
    it('serves the page of a post under a strict policy', async () => {
      const response = await ask('/posts/picture')
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(await response.text()).toContain('src="https://feeds.example/media/dot.png"')
    })

    it('leads from an address with a slash behind it to the page', async () => {
      const response = await ask('/posts/picture/')
      expect(response.status).toBe(301)
      expect(response.headers.get('location')).toBe('https://feeds.example/posts/picture')
      expect(await status('/posts/scheduled/')).toBe(404)
    })

    it('serves the files that published posts use, with their types', async () => {
      const picture = await ask('/media/dot.png')
      expect(picture.headers.get('content-type')).toBe('image/png')
      expect((await picture.arrayBuffer()).byteLength).toBe(Number(picture.headers.get('content-length')))
      expect(await status('/media/paper.txt')).toBe(200)
    })
  })
}
