import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressPages } from '../../src/adapters/compressed-pages.ts'

const PAGE = '<!doctype html><p>Tea, tea and tea.</p>'

const handle = compressPages(
  ({ url }) =>
    new Response(PAGE, {
      status: url.endsWith('/nothing') ? 404 : 200,
      headers: { 'Content-Type': url.endsWith('.png') ? 'image/png' : 'text/html; charset=utf-8' },
    }),
)

async function ask(path: string, headers: Record<string, string>, method = 'GET') {
  const response = await handle(new Request(`https://blog.example${path}`, { method, headers }))
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, coding: response.headers.get('content-encoding'), bytes }
}

describe('pages on their way out', () => {
  it.each([
    ['zstd', zstdDecompressSync],
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('are sent in %s to whoever takes it', async (coding, decompress) => {
    const answer = await ask('/', { 'accept-encoding': coding })
    expect(answer.coding).toBe(coding)
    expect(decompress(answer.bytes).toString()).toBe(PAGE)
  })

  it.each(['', 'gzip;q=0', 'identity'])('are sent as they are for %j', async (accepted) => {
    const answer = await ask('/', { 'accept-encoding': accepted })
    expect([answer.coding, answer.bytes.toString()]).toEqual([null, PAGE])
  })

  it('keep their status, and have no body where none is asked for', async () => {
    expect((await ask('/nothing', { 'accept-encoding': 'br' })).status).toBe(404)
    const head = await ask('/', { 'accept-encoding': 'br' }, 'HEAD')
    expect([head.coding, head.bytes.length]).toEqual(['br', 0])
  })

  it('are sent as they are in a rush, for compressing takes room', async () => {
    const rush = await Promise.all(Array.from({ length: 50 }, () => ask('/', { 'accept-encoding': 'br' })))
    const compressed = rush.filter(({ coding }) => coding === 'br')
    expect(compressed.length).toBeGreaterThan(0)
    expect(compressed.length).toBeLessThan(10)
    for (const { coding, bytes } of rush)
      expect((coding === 'br' ? brotliDecompressSync(bytes) : bytes).toString()).toBe(PAGE)
    expect((await ask('/', { 'accept-encoding': 'br' })).coding).toBe('br')
  })

  it('are compressed at the address of a feed, too; feeds and pictures are left alone', async () => {
    const accepted = { 'accept-encoding': 'br' }
    expect((await ask('/rss.xml', { ...accepted, 'sec-fetch-dest': 'document' })).coding).toBe('br')
    expect((await ask('/rss.xml', accepted)).coding).toBeNull()
    expect((await ask('/tea.png', accepted)).coding).toBeNull()
  })
})
