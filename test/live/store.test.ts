/** An isolate without memory of its own, where the object does not answer. */
import { env } from 'cloudflare:test'
import { expect, it, vi } from 'vitest'
import { AnswerCache, type LocationCache } from '../../src/edge/live/answer-cache.ts'
import type { SiteStub } from '../../src/edge/live/protocol.ts'
import { LiveStore } from '../../src/edge/live/store.ts'

declare const caches: { readonly default: LocationCache }

it('answers with what the cache of the location has kept', async () => {
  await env.BUCKET.put('a.md', new TextEncoder().encode('---\ntitle: Kept\ndate: 2026-01-01\n---\nText'))
  const work: Promise<unknown>[] = []
  const storeOver = (site: () => SiteStub) =>
    new LiveStore({
      site,
      openMedia: async () => undefined,
      cache: new AnswerCache(caches.default),
      now: Date.now,
      waitUntil: (promise) => work.push(promise),
    })
  const warm = storeOver(() => env.SITE.getByName('site'))
  const read = async (store: LiveStore, path: string) => {
    const document = await (await store.current()).document(path)
    const { slices = [] } = (await document?.bytes()) ?? {}
    return slices.map((slice) => new TextDecoder().decode(slice))
  }
  await vi.waitUntil(async () => (await read(warm, '/rss.xml').catch(() => [])).length === 1, {
    timeout: 20_000,
  })
  const page = await (await warm.current()).page('/posts/a')
  await Promise.all(work)
  const cold = storeOver(() => {
    throw new Error('The object is ended.')
  })
  expect(await read(cold, '/rss.xml')).toEqual(await read(warm, '/rss.xml'))
  expect(await (await cold.current()).page('/posts/a')).toEqual(page)
  expect(page?.item).toContain('Kept')
})
