import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { compress } from './compression.ts'
import { CODINGS } from './negotiation.ts'

const DECOMPRESS = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }

it.each(CODINGS)('texts of any length come out of %s as they were', async (coding) => {
  for (const length of [0, 1, 1000, 2 ** 16, 2 ** 23]) {
    const text = Buffer.from('Tea '.repeat(length / 4 + 1).slice(0, length))
    for (const effort of ['quick', 'small'] as const)
      expect(DECOMPRESS[coding](await compress(text, coding, effort)).equals(text), `${length}`).toBe(true)
  }
})
