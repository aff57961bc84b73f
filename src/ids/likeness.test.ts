import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sketchOf } from './likeness.ts'

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}]+/gu

/** The smallest 24 hashes of all pairs of words in lower case, as plainly as it can be said. */
function plainSketch(text: string): string {
  const words = (text.toLowerCase().match(WORD) ?? []).map(fnv)
  const pairs = words.map((word, index) => scramble(Math.imul(words[index - 1] ?? 0, 31) ^ word))
  const smallest = [...new Set(pairs)].sort((a, b) => a - b).slice(0, 24)
  return smallest.map((hash) => hash.toString(36).padStart(5, '0')).join('')
}

/** FNV-1a of the UTF-16 units. */
function fnv(word: string): number {
  return word.split('').reduce((hash, unit) => Math.imul(hash ^ unit.charCodeAt(0), 0x01000193), 0x811c9dc5)
}

/** The finalizer of MurmurHash3, 24 bits of it. */
function scramble(hash: number): number {
  const first = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) >>> 8
}

const signs = fc.constantFrom(
  ...'abcXYZ09 ,.-’éÉßẞıİΣσςДжǅﬀȺＡ漢字かカไทย฿ກ𐐀𐐨𝐀😀\u0307\ud800\n'.split(''),
  '𐐀',
  '😀',
)
const texts = fc.oneof(
  fc.array(signs, { maxLength: 60 }).map((picked) => picked.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom('tea ', 'Tea ', 'sea ', 'ΟΔΟΣ ', 'İ '), { maxLength: 80 })
    .map((words) => words.join('')),
)

it('sketches every text as the plain way does', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(sketchOf(text)).toBe(plainSketch(text))
    }),
    { numRuns: 2000 },
  )
})

it('holds at most 24 hashes, in ascending order', () => {
  const text = Array.from({ length: 2000 }, (_, index) => `word${index}`).join(' ')
  const hashes = sketchOf(text).match(/.{5}/g) ?? []
  expect(hashes).toHaveLength(24)
  expect(hashes.toSorted()).toEqual(hashes)
  expect(sketchOf(text)).toBe(plainSketch(text))
})
