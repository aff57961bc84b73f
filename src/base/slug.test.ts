/** Names in addresses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, slugify, slugifyFileName, uniqueSlugs } from './slug.ts'

describe('slugs', () => {
  it.each([
    ['Green Tea', 'green-tea'],
    ['  green__tea - now ', 'green-tea-now'],
    ['C', 'c'],
    ['C++', 'c-plus-plus'],
    ['C#', 'c-sharp'],
    ['.NET', 'dot-net'],
    ['a/b', 'a-slash-b'],
    ['..', 'dot-dot'],
    ['R&D', 'r-and-d'],
    ['日本語', '日本語'],
    ['हिन्दी', 'हिन्दी'],
    ['Straße', 'straße'],
    ['ẞ', 'ß'],
    ['İstanbul', 'i̇stanbul'],
    ['Übers Meer', 'übers-meer'],
    ['U\u0308bers Meer', 'übers-meer'],
    ['J\u030C', 'ǰ'],
    ['don’t', 'don-t'],
    ['🎉', ''],
    ['❤️', ''],
    ['👩‍💻', ''],
    ['1️⃣', '1⃣'],
    ['tea 🎉 time', 'tea-time'],
    ['te\u00ada', 'tea'],
    ['\u200btea\u200b', 'tea'],
    ['\u3164', ''],
    ['\u0301', ''],
    ['a\ud800b', 'a-b'],
    ['x'.repeat(300), 'x'.repeat(64)],
    ['', ''],
  ])('%j -> %j', (name, slug) => {
    expect(slugify(name)).toBe(slug)
  })

  it('dots of file names are separators', () => {
    expect(slugifyFileName('v1.2 notes')).toBe('v1-2-notes')
  })

  it('is cut between characters, never within one', () => {
    expect(slugify(`${'x'.repeat(63)}𝒜`)).toBe('x'.repeat(63))
    expect(slugify(`${'x'.repeat(63)} y`)).toBe('x'.repeat(63))
  })

  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string())

  it('a slug is its own slug, and can stand in an address and a file name', () => {
    fc.assert(
      fc.property(name, (text) => {
        const slug = slugify(text)
        expect(slugify(slug)).toBe(slug)
        expect(slug).not.toMatch(/[/\\.\s%?#]|^-|-$|--/)
        expect(slug.isWellFormed()).toBe(true)
        expect(new TextEncoder().encode(slug).length).toBeLessThanOrEqual(240)
      }),
      { numRuns: 3_000 },
    )
  })

  it('equal names have equal slugs', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(fold(fold(text))).toBe(fold(text))
        expect(slugify(text.normalize('NFD'))).toBe(slugify(text.normalize('NFC')))
        expect(slugify(` ${text}  `)).toBe(slugify(text))
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('slugs among each other', () => {
  const suffix = (text: string) =>
    Array.from(text, (sign) => sign.codePointAt(0)?.toString(36))
      .join('')
      .slice(0, 6)

  it('names that differ in nothing that counts share one', () => {
    expect([...uniqueSlugs(['Tea', 'tea', ' TEA '], suffix)]).toEqual([['tea', 'tea']])
  })

  it('the first of two names keeps the slug', () => {
    const slugs = uniqueSlugs(['C++', 'c plus plus', 'C'], suffix)
    expect(slugs.get('c++')).toBe('c-plus-plus')
    expect(slugs.get('c plus plus')).toBe(`c-plus-plus-${suffix('c plus plus')}`)
    expect(slugs.get('c')).toBe('c')
  })

  it('two emoji and two long names have different slugs', () => {
    const names = ['🎉', '🎂', `${'x'.repeat(300)}a`, `${'x'.repeat(300)}b`]
    expect(new Set(uniqueSlugs(names, suffix).values()).size).toBe(4)
  })

  it('every name has one of its own, even where suffixes are the same, and keeps it whatever comes later', () => {
    const sign = fc.constantFrom(
      'a',
      'B',
      '+',
      '.',
      '/',
      ' ',
      '-',
      '_',
      '🎉',
      'é',
      'e\u0301',
      '\u200b',
      'plus',
    )
    const names = fc.array(
      fc.oneof(
        fc.array(sign).map((signs) => signs.join('')),
        fc.string(),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(
        names,
        fc.constantFrom(suffix, () => 'a'),
        (list, suffix) => {
          const slugs = uniqueSlugs(list, suffix)
          const values = [...slugs.values()]
          expect([...slugs.keys()].sort()).toEqual([...new Set(list.map(fold))].sort())
          expect(new Set(values).size).toBe(values.length)
          expect(values.filter((slug) => slug === '' || /[/.]/.test(slug))).toEqual([])
          const earlier = uniqueSlugs(list.slice(0, list.length / 2), suffix)
          expect([...slugs].slice(0, earlier.size)).toEqual([...earlier])
        },
      ),
    )
  })
})
