import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeFormats } from './encode.ts'

const texts = fc
  .tuple(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'é', '漢', '😀', '\ud800')),
    fc.nat(12_000),
  )
  .map(([text, times]) => text.repeat(times))

it('texts of any length are encoded, together or each for itself', () => {
  fc.assert(
    fc.property(texts, texts, texts, (rss, atom, json) => {
      const bytes = encodeFormats({ rss, atom, json })
      expect(Buffer.from(bytes.rss).equals(Buffer.from(rss.toWellFormed()))).toBe(true)
      expect(Buffer.from(bytes.atom).equals(Buffer.from(atom.toWellFormed()))).toBe(true)
      expect(Buffer.from(bytes.json).equals(Buffer.from(json.toWellFormed()))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

it('nothing of one post is in the bytes of another', () => {
  const first = encodeFormats({ rss: 'a'.repeat(50), atom: 'b', json: 'c' })
  encodeFormats({ rss: 'x'.repeat(50), atom: 'y', json: 'z' })
  expect(new TextDecoder().decode(first.rss.buffer)).toBe(`${'a'.repeat(50)}bc`)
})
