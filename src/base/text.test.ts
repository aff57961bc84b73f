import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, collapse, onlyText } from './text.ts'

/** What `onlyText` removes, written down as the standards say it. */
const NO_TEXT = /[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]--[\t\n\r]]/gv

const odd = [
  '\0',
  '\t',
  '\r',
  '\n',
  '\u0085',
  '\u2028',
  '\ufdd0',
  '\uffff',
  '\u{1fffe}',
  '\u{1f600}',
  '\ud800',
  '\udfff',
  'é',
]

describe('onlyText', () => {
  it.each([
    ['anything', fc.string({ unit: 'binary' })],
    ['odd signs', fc.array(fc.constantFrom(...odd, 'a')).map((signs) => signs.join(''))],
  ])('of %s leaves what is text, and nothing else', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(onlyText(text)).toBe(text.replace(NO_TEXT, ''))
      }),
    )
  })
})

it('cleanText makes every line end a line feed', () => {
  expect(cleanText('a\r\nb\rc\n\0')).toBe('a\nb\nc\n')
})

it('collapse leaves one space of each run of white space', () => {
  const texts = fc.array(fc.constantFrom('a', ' ', '  ', '\n', '\t', '\u00a0')).map((signs) => signs.join(''))
  fc.assert(
    fc.property(texts, (text) => {
      expect(collapse(text)).toBe(text.replace(/\s+/g, ' ').trim())
    }),
  )
})
