import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { readPlainYaml } from './frontmatter.ts'

const texts = fc
  .array(fc.constantFrom(...'abyn019 -:#,.[]{}\'"&*!|>%@`\\~?=/+()_“’é漢\t'.split('')), { maxLength: 12 })
  .map((signs) => signs.join(''))
const keys = fc.constantFrom('title', 'date', 'tags', 'pub_date', 'x-y', 'y', 'null', '<<', '1')
const values = fc.oneof(
  texts,
  texts.map((text) => `"${text}"`),
  texts.map((text) => `'${text}'`),
  fc.array(texts, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  fc.constantFrom(
    '2026-01-31',
    '2026-01-31 18:30',
    '2026-01-31T18:30:00+01:00',
    'true',
    'null',
    '~',
    '[tea, sea]',
    'a: b',
  ),
)
const lines = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(keys, values).map(([key, value]) => `${key}: ${value}`) },
  fc.constantFrom('', '# x', '  more', '- a', '---', 'title:'),
)

it('reads what a YAML parser reads, or nothing', () => {
  let plain = 0
  fc.assert(
    fc.property(fc.array(lines, { minLength: 1, maxLength: 3 }), (block) => {
      const text = block.join('\n')
      const fields = readPlainYaml(text)
      if (fields === undefined) return
      plain++
      const document = parseDocument(text, { schema: 'failsafe', logLevel: 'error' })
      expect(document.errors).toEqual([])
      expect(Object.fromEntries(fields)).toEqual(document.toJS())
    }),
    { numRuns: 20_000 },
  )
  expect(plain).toBeGreaterThan(1000)
})
