import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { createApp } from './app.ts'
import type { Encode } from './bodies.ts'

const snapshot = snapshotInMemory(compiled({ 'tea.md': post('title: Tea', 'Warm.') }))

function client(encode: Encode, room?: number) {
  const options = room === undefined ? {} : { room }
  const app = createApp({ store: new MemoryStore(snapshot), clock: () => NOW, encode, ...options })
  return async (path: string) => {
    const answer = await app.request(path, { headers: { 'Accept-Encoding': 'gzip' } })
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
}

const gzip: Encode = async (_coding, _version, plain) => new Uint8Array(gzipSync(await plain()))

describe('a compressed body', () => {
  test('is made once for a version of a document, also where several ask at once', async () => {
    const encode = vi.fn(gzip)
    const ask = client(encode)
    const [first, second] = await Promise.all([ask('/rss.xml'), ask('/rss.xml')])
    expect(await ask('/rss.xml')).toEqual(first)
    expect(second).toEqual(first)
    expect(encode).toHaveBeenCalledTimes(1)
    expect(gunzipSync(first.bytes).toString()).toContain('<title>Tea</title>')
  })

  test('makes room for newer ones', async () => {
    const encode = vi.fn(gzip)
    const size = (await client(gzip)('/rss.xml')).bytes.length
    const ask = client(encode, 1.5 * (size + 4096))
    for (const path of ['/rss.xml', '/rss.xml', '/atom.xml', '/rss.xml']) await ask(path)
    expect(encode).toHaveBeenCalledTimes(3)
  })

  test('that could not be made is tried again', async () => {
    const encode = vi.fn(gzip).mockRejectedValueOnce(new Error('no memory'))
    const ask = client(encode)
    vi.spyOn(console, 'error').mockImplementationOnce(() => {})
    expect((await ask('/rss.xml')).status).toBe(500)
    expect((await ask('/rss.xml')).status).toBe(200)
  })
})
