/** Methods, and access from other sites. */
import { describe, expect, it } from 'vitest'
import type { Runtime } from './runtime.ts'

export function methods(runtime: Runtime): void {
  const { name, ask } = runtime

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

    it.each(['/rss.xml', '/nothing'])('%s may be read from any site', async (path) => {
      const { headers } = await ask(path)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toContain('ETag')
    })
  })
}
