/** `/feed` negotiates; a person with a browser sees a page at a feed's address. */
import { describe, expect, it } from 'vitest'
import { FEEDS, questions, type Runtime } from './runtime.ts'

const NAVIGATION = {
  'sec-fetch-dest': 'document',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
}

/** Chromium and Firefox send no `Sec-Fetch-*` over plain http, except to localhost. */
const PLAIN_NAVIGATION = { accept: NAVIGATION.accept, 'upgrade-insecure-requests': '1' }

const CHOICES: readonly [accept: string | undefined, file: string][] = [
  [undefined, 'rss.xml'],
  ['*/*', 'rss.xml'],
  ['application/*', 'rss.xml'],
  ['application/rss+xml', 'rss.xml'],
  ['application/xml', 'rss.xml'],
  ['text/xml;charset=utf-8', 'rss.xml'],
  ['application/atom+xml', 'atom.xml'],
  ['application/atom+xml, */*', 'atom.xml'],
  ['application/feed+json', 'feed.json'],
  ['application/json', 'feed.json'],
  ['application/rss+xml;q=0.5, application/feed+json;q=0.9', 'feed.json'],
  ['application/rss+xml;q=0, */*;q=0.1', 'atom.xml'],
  ['APPLICATION/ATOM+XML', 'atom.xml'],
  ['image/png', 'rss.xml'],
  ['nonsense;;', 'rss.xml'],
]

export function negotiation(runtime: Runtime): void {
  const { name, ask } = runtime
  const { validators, text, status } = questions(runtime)

  describe(`${name}: /feed`, () => {
    it.each(CHOICES)('for Accept %j is %s', async (accept, file) => {
      const response = await ask('/feed', { headers: accept === undefined ? {} : { accept } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-location')).toBe(`https://feeds.example/${file}`)
      expect(response.headers.get('vary')).toBe(
        'Accept-Encoding, Sec-Fetch-Dest, Upgrade-Insecure-Requests, Accept',
      )
      expect(response.headers.get('etag')).toBe((await validators(`/${file}`)).etag)
      expect(await response.text()).toBe(await text(`/${file}`))
    })

    it('answers conditional requests', async () => {
      const { etag } = await validators('/atom.xml')
      const response = await ask('/feed', {
        headers: { accept: 'application/atom+xml', 'if-none-match': etag },
      })
      expect(response.status).toBe(304)
      expect(response.headers.get('content-location')).toBe('https://feeds.example/atom.xml')
      expect(response.headers.get('vary')).toContain('Accept')
    })

    it('stands below every feed, and nowhere else', async () => {
      const response = await ask('/tags/tea/feed', { headers: { accept: 'application/json' } })
      await response.arrayBuffer()
      expect(response.headers.get('content-location')).toBe('https://feeds.example/tags/tea/feed.json')
      expect(await status('/tags/secret/feed')).toBe(404)
    })
  })

  describe(`${name}: a person`, () => {
    it.each([...FEEDS.map(([path]) => path), '/tags/tea/rss.xml', '/feed'])(
      'is shown a page at %s',
      async (path) => {
        const response = await ask(path, { headers: NAVIGATION })
        const html = await response.text()
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
        expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
        expect(response.headers.get('vary')).toContain('Sec-Fetch-Dest')
        // a cache that overlooks Vary would hand the page to readers
        expect(response.headers.get('cache-control')).toBe('private, no-store')
        expect(response.headers.get('etag')).toBeNull()
        expect(html).toContain('A plain post')
        expect(html).not.toMatch(/<\?xml|xml-stylesheet|secret|launch/)
      },
    )

    it.each(FEEDS)('is shown a page at %s over plain http, too', async (path) => {
      const response = await ask(path, { headers: PLAIN_NAVIGATION })
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('private, no-store')
      expect(response.headers.get('vary')).toMatch(/Upgrade-Insecure-Requests.*, Accept$/)
      await response.arrayBuffer()
    })

    it.each<Record<string, string>>([
      { ...PLAIN_NAVIGATION, accept: 'application/rss+xml, text/html' },
      { ...PLAIN_NAVIGATION, accept: '*/*' },
      { ...PLAIN_NAVIGATION, 'sec-fetch-dest': 'empty' },
      { accept: NAVIGATION.accept },
    ])('is not who asks with %j', async (headers) => {
      const response = await ask('/rss.xml', { headers })
      expect(response.headers.get('content-type')).toBe(FEEDS[0][1])
      const isJudged = 'upgrade-insecure-requests' in headers && !('sec-fetch-dest' in headers)
      expect(/\bAccept$/.test(response.headers.get('vary') ?? '')).toBe(isJudged)
      await response.arrayBuffer()
    })

    it('gets the document itself with ?raw', async () =>
      expect(await text('/rss.xml?raw', NAVIGATION)).toBe(await text('/rss.xml')))

    it.each(['empty', 'image', 'iframe', ''])('is not who asks with Sec-Fetch-Dest %j', async (destination) =>
      expect(await text('/rss.xml', { 'sec-fetch-dest': destination })).toContain('<rss'),
    )

    it('learns of no feed before its time', async () =>
      expect(await status('/tags/secret/rss.xml', NAVIGATION)).toBe(404))
  })
}
