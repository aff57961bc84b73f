/** Isolates of a Worker without memory of their own. */
import { env } from 'cloudflare:test'
import { beforeAll, expect, it, vi } from 'vitest'
import type { SiteStub } from '../../src/edge/live/platform.ts'
import type { LocationCache } from '../../src/edge/live/store.ts'
import { LiveStore } from '../../src/edge/live/store.ts'

declare const caches: { readonly default: LocationCache }

const NO_CACHE: LocationCache = { match: async () => undefined, put: async () => {} }

const work: Promise<unknown>[] = []
const siteOf = () => env.SITE.getByName('site')

function isolate(site: () => SiteStub = siteOf, cache = caches.default): LiveStore {
  return new LiveStore({
    site,
    openMedia: async () => undefined,
    cache,
    waitUntil: (promise) => work.push(promise),
  })
}

async function read(store: LiveStore, path: string): Promise<string[]> {
  const document = await (await store.current()).document(path)
  const { slices = [] } = (await document?.bytes()) ?? {}
  return slices.map((slice) => new TextDecoder().decode(slice))
}

const write = (key: string, text: string) => env.BUCKET.put(key, new TextEncoder().encode(text))

beforeAll(async () => {
  await write('a.md', '---\ntitle: Kept\ndate: 2026-01-01\n---\nText')
  const isServed = async () => (await read(isolate(), '/rss.xml').catch(() => [])).length === 1
  await vi.waitUntil(isServed, { timeout: 20_000 })
})

it('answers with what the cache of the location has kept where the object does not answer', async () => {
  const warm = isolate()
  const [feed, page] = [await read(warm, '/rss.xml'), await (await warm.current()).page('/posts/a')]
  await Promise.all(work)
  const cold = isolate(() => {
    throw new Error('The object is ended.')
  })
  expect(await read(cold, '/rss.xml')).toEqual(feed)
  expect(await (await cold.current()).page('/posts/a')).toEqual(page)
  expect(page?.item).toContain('Kept')
})

// as after a deployment with other code, here held up by a ledger that cannot be read
it('answers with what the cache has kept while the site is made again', async () => {
  const feed = await read(isolate(), '/rss.xml')
  await Promise.all(work)
  const order = (path: string) =>
    siteOf().fetch(new Request(`https://x/.dropfeed/${path}`, { method: 'POST' }))
  await write('.identity.json', '{')
  await order('rebuild')
  expect(await siteOf().state()).toEqual({ read: 1, known: 1 })
  expect(await read(isolate(), '/rss.xml')).toEqual(feed)
  await expect(isolate(siteOf, NO_CACHE).current()).rejects.toThrow('1 of 1 posts are read')
  await env.BUCKET.delete(['.identity.json'])
  await order('reconcile')
  await vi.waitUntil(async () => (await siteOf().state()).version !== undefined)
  expect(await read(isolate(siteOf, NO_CACHE), '/rss.xml')).toHaveLength(1)
})
