/** Methods, and access from other sites. */
import { describe, expect, it } from 'vitest'
import { isOurs, type Runtime } from './runtime.ts'

export function methods(runtime: Runtime): void {
  const { name, ask, isRecoded } = runtime
  const ours = ({ headers }: Response) =>
    // what is encoded on the way gets another length
    [...headers].filter((header) => isOurs(header) && !(isRecoded && header[0] === 'content-length'))

  describe(`${name}: methods and access`, () => {
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

    it.each([
      ...['/rss.xml', '/rss.xml?raw', '/feed', '/feeds.opml', '/', '/posts/picture', '/tags/tea/', '/feeds/'],
      ...['/style.css', '/media/dot.png', '/media/paper.txt', '/index.xml', '/posts/picture/', '/nothing'],
      `/${'x'.repeat(5000)}`,
    ])('%s: HEAD has every header of GET', async (path) => {
      for (const browser of [{}, { 'sec-fetch-dest': 'document' }])
        for (const accepted of ['gzip', 'identity']) {
          const headers = { ...browser, 'accept-encoding': accepted }
          const [get, head] = [await ask(path, { headers }), await ask(path, { method: 'HEAD', headers })]
          await get.arrayBuffer()
          expect(await head.text()).toBe('')
          expect(head.status).toBe(get.status)
          expect(ours(head)).toEqual(ours(get))
        }
    })

    it.each(['/rss.xml', '/nothing'])('%s may be read from any site', async (path) => {
      const { headers } = await ask(path)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toContain('ETag')
    })
  })
}
