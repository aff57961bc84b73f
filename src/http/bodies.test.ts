import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { createCompiler } from '../../test/support/compiler.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { MemoryStore } from '../site/memory.ts'
import { createApp } from './app.ts'
import type { BodyOptions, Encode } from './bodies.ts'
import { compression } from './compression.ts'

const NOW = Date.UTC(2026, 5, 1)

const sources = Array.from({ length: 30 }, (_, number) => ({
  path: `${number}.md`,
  text: `---\ndate: 2026-01-01\n---\n${Array.from({ length: 90 }, (_, word) => `word${(word * word * (number + 7)) % 997}`).join(' ')}\n`,
}))

function client(options: BodyOptions) {
  const compilation = createCompiler(parseSite({ title: 'Feeds' }, 'https://feeds.example'), hash).compile(
    { sources, files: new Map() },
    NOW,
  )
  const store = new MemoryStore(snapshotInMemory(compilation))
  const app = createApp({ store, clock: () => NOW, ...options })
  return async (coding: string) => {
    const answer = await app.request('https://feeds.example/rss.xml', {
      headers: { 'Accept-Encoding': coding },
    })
    return { bytes: Buffer.from(await answer.arrayBuffer()), etag: answer.headers.get('ETag') }
  }
}

const at =
  (level: number): Encode =>
  async (_coding, _version, plain) =>
    new Uint8Array(gzipSync(await plain(), { level }))

describe('a body that was compressed while somebody waited', () => {
  test('gives way to a smaller one that says the same, under the same tag', async () => {
    const ask = client(compression())
    const plain = await ask('identity')
    const first = await ask('gzip')
    expect((await ask('gzip')).bytes).toEqual(first.bytes)
    const better = await vi.waitFor(async () => {
      const later = await ask('gzip')
      expect(later.bytes.length).toBeLessThan(first.bytes.length)
      return later
    }, 10_000)
    expect(better.etag).toBe(first.etag)
    for (const { bytes } of [first, better]) expect(gunzipSync(bytes)).toEqual(plain.bytes)
  })

  test('stays where there is none, or none that can be made', async () => {
    for (const condense of [undefined, async () => undefined, () => Promise.reject(new Error('no'))]) {
      const made = vi.fn(at(1))
      const ask = client({ encode: made, ...(condense && { condense }) })
      const first = await ask('gzip')
      await new Promise(setImmediate)
      expect((await ask('gzip')).bytes).toEqual(first.bytes)
      expect(made).toHaveBeenCalledTimes(1)
    }
  })

  test('takes the place of the other in what is kept, and no more', async () => {
    const condense = vi.fn(at(9))
    const encode = vi.fn(at(1))
    const size = (await client({ encode })('gzip')).bytes.length
    encode.mockClear()
    const plain = (await client({})('identity')).bytes.length
    // room for a plain body and a compressed one, and not for a second
    const ask = client({ encode, condense, room: plain + size + 500 })
    await ask('gzip')
    await vi.waitFor(async () => expect((await ask('gzip')).bytes.length).toBeLessThan(size), 10_000)
    await ask('gzip')
    expect(encode).toHaveBeenCalledTimes(1)
    expect(condense).toHaveBeenCalledTimes(1)
  })
})
