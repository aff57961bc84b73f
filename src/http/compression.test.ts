import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { createApp } from './app.ts'
import { compress, pageEncoder } from './compression.ts'
import { CODINGS } from './negotiation.ts'

const snapshot = snapshotInMemory(compiled({ 'tea.md': post('title: Tea', 'Warm.') }))
const app = createApp({ store: new MemoryStore(snapshot), clock: () => NOW, encodePage: pageEncoder() })

const PAGE = await (await app.request('/posts/tea')).text()

async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const response = await app.request(path, { method, headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  const length = Number(response.headers.get('content-length'))
  return { status: response.status, coding: response.headers.get('content-encoding'), bytes, length }
}

const DECOMPRESS = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }

it.each(CODINGS)('texts of any length come out of %s as they were', async (coding) => {
  for (const length of [0, 1, 1000, 2 ** 16, 2 ** 23]) {
    const text = Buffer.from('Tea '.repeat(length / 4 + 1).slice(0, length))
    for (const effort of ['quick', 'small'] as const)
      expect(DECOMPRESS[coding](await compress(text, coding, effort)).equals(text), `${length}`).toBe(true)
  }
})

describe('pages on their way out', () => {
  it.each([
    ['zstd', zstdDecompressSync],
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('are sent in %s to whoever takes it', async (coding, decompress) => {
    const answer = await ask('/posts/tea', { 'accept-encoding': coding })
    expect(answer.coding).toBe(coding)
    expect(answer.length).toBe(answer.bytes.length)
    expect(decompress(answer.bytes).toString()).toBe(PAGE)
  })

  it.each(['', 'gzip;q=0', 'identity'])('are sent as they are for %j', async (accepted) => {
    const answer = await ask('/posts/tea', { 'accept-encoding': accepted })
    expect([answer.coding, answer.bytes.toString()]).toEqual([null, PAGE])
  })

  it('keep their status, and have no body where none is asked for', async () => {
    const browser = { 'accept-encoding': 'br', 'sec-fetch-dest': 'document' }
    expect(await ask('/nothing', browser)).toMatchObject({ status: 404, coding: 'br' })
    const [get, head] = [await ask('/posts/tea', browser), await ask('/posts/tea', browser, 'HEAD')]
    expect(head).toEqual({ ...get, bytes: Buffer.alloc(0) })
  })

  it('are sent as they are in a rush, for compressing takes room', async () => {
    const accepted = { 'accept-encoding': 'br' }
    const rush = await Promise.all(Array.from({ length: 50 }, () => ask('/posts/tea', accepted)))
    const compressed = rush.filter(({ coding }) => coding === 'br')
    expect(compressed.length).toBeGreaterThan(0)
    expect(compressed.length).toBeLessThan(10)
    for (const { coding, bytes } of rush)
      expect((coding === 'br' ? brotliDecompressSync(bytes) : bytes).toString()).toBe(PAGE)
    expect((await ask('/posts/tea', accepted)).coding).toBe('br')
  })

  it('are compressed at the address of a feed, too; the feed itself is not touched here', async () => {
    const accepted = { 'accept-encoding': 'br' }
    expect((await ask('/rss.xml', { ...accepted, 'sec-fetch-dest': 'document' })).coding).toBe('br')
    expect((await ask('/rss.xml', accepted)).coding).toBeNull()
  })
})
