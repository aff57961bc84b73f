import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, collapse, hostOfPlainUri, onlyText, toUri } from './text.ts'

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

describe('a plain web address', () => {
  const signs =
    '/ . .. %2e %2E %41 % ? # : @ ! $ & * + , ; = ( ) - _ ~ \\ [ ] | ^ ` { } \' " < > a Z 8 é \t'.split(' ')
  const hosts =
    'x.example X.example a-b.example xn--a.example a--b.c 1.2.3.4 1.2.3.0x4 localhost x.example:80 u@x.example é.example x.e'
  const addresses = fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'https://', 'HTTPS://', 'http:'),
      fc.constantFrom(...hosts.split(' ')),
      fc.array(fc.constantFrom('/', '/', 'a', ...signs), { maxLength: 8 }),
    )
    .map(([scheme, host, rest]) => scheme + host + rest.join(''))

  it('is the URI that it is, at the host that it names', () => {
    fc.assert(
      fc.property(addresses, (address) => {
        const host = hostOfPlainUri(address)
        if (host === undefined) return
        expect(toUri(address, 'https://elsewhere.example/a/')).toBe(address)
        expect(new URL(address).host).toBe(host)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    'https://example.org/carry?a=1&b=72',
    'http://www.example.co.uk/caf%C3%A9/#part',
    'https://x.example/',
  ])('%s is one', (address) => {
    expect(hostOfPlainUri(address)).toBe(new URL(address).host)
  })

  it.each([
    'https://x.example',
    'https://x.example/a/../b',
    'https://x.example/a/%2e/b',
    '/a',
    'mailto:a@b.example',
  ])('%s is none', (address) => {
    expect(hostOfPlainUri(address)).toBeUndefined()
  })
})
