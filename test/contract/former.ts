/** Addresses at which posts were before lead to them in one hop; those of deleted posts answer 410. */
import { describe, expect, it } from 'vitest'
import type { Runtime } from './runtime.ts'

/** The address and what becomes of it; the rows are in test/fixtures/contract/.identity.json. */
const FORMER: readonly [path: string, status: number, location: string | null][] = [
  ['/posts/plainest', 301, '/posts/plain'],
  ['/posts/plainest/', 301, '/posts/plain'],
  ['/posts/fr%C3%BCher', 301, '/posts/plain'],
  ['/posts/deleted', 410, null],
  ['/posts/deleted/', 410, null],
  ['/posts/deleted-earlier', 410, null],
  // a post that is not public is not told of
  ['/posts/expired-earlier', 404, null],
  ['/posts/scheduled-earlier', 404, null],
  ['/posts/never', 404, null],
]

export function former({ ask }: Runtime): void {
  describe('an address at which a post was before', () => {
    it.each(FORMER)('%s answers %i %s', async (path, status, location) => {
      const response = await ask(path, {})
      expect([response.status, response.headers.get('Location')]).toEqual([status, location])
    })

    it('of a deleted post says so to people', async () => {
      const response = await ask('/posts/deleted', { headers: { 'Sec-Fetch-Dest': 'document' } })
      expect(response.status).toBe(410)
      expect(await response.text()).toContain('This post was deleted.')
    })
  })
}
