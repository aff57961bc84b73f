/** A document as it is kept: its parts are found again in it, and it is what an edition with all of them shows. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cut, decodeBytes, packDocument, showsAll } from './bytes.ts'
import type { Edition, FeedDocument, Run } from './snapshot.ts'

const encoder = new TextEncoder()
const part = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => encoder.encode(text))

const documents: fc.Arbitrary<FeedDocument> = fc
  .record({
    opening: fc.tuple(part, part),
    slices: fc.array(part, { maxLength: 5 }),
    closing: part,
    separator: fc.string({ unit: 'grapheme', maxLength: 3 }),
  })
  .map((parts) => ({
    path: '/rss.xml',
    format: 'rss',
    type: 'application/rss+xml',
    language: 'en',
    editions: [],
    past: [],
    marks: [],
    ...parts,
  }))

const stamps = fc.string({ unit: 'grapheme', maxLength: 12 })

it('its parts are found again', () => {
  fc.assert(
    fc.property(documents, stamps, (document, stamp) => {
      const { index, bytes } = packDocument(document, stamp)
      const { opening, slices, closing } = document
      expect(decodeBytes(JSON.parse(JSON.stringify(index)), bytes)).toEqual({ opening, slices, closing })
      const longer = new Uint8Array([...bytes, 0])
      expect(() => decodeBytes(index, longer)).toThrow('not whole')
      if (bytes.length > 0) expect(() => decodeBytes(index, bytes.subarray(1))).toThrow('not whole')
    }),
  )
})

it('it is what an edition shows that shows all', () => {
  const shown = fc.array(fc.nat({ max: 2 }), { maxLength: 5 })
  let wholes = 0
  fc.assert(
    fc.property(documents, stamps, shown, (document, stamp, drawn) => {
      const isShown = document.slices.map((_, position) => drawn[position] !== 0)
      const runs = isShown.flatMap((is, position): Run[] => (is ? [[position, position]] : []))
      const edition: Edition = { from: 0, etag: '', stamp, runs }
      const isWhole = showsAll(document, edition)
      wholes += Number(isWhole)
      expect(isWhole).toBe(runs.length === document.slices.length)
      if (isWhole) expect(packDocument(document, stamp).bytes).toEqual(cut(document, document, edition, runs))
    }),
  )
  expect(wholes).toBeGreaterThan(10)
})
