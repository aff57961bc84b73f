import fc from 'fast-check'
import Markdown from 'markdown-it'
import { expect, it } from 'vitest'
import { parse } from './markdown.ts'

const parts = '? & = + - _ ~ / . # : @ % %20 , ; ! a A é ’ 80 xn--a'.split(' ')
const addresses = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'https:', 'HTTPS://', 'mailto:', '//', ''),
    fc.constantFrom('x.example', 'x.example/', 'X.example', 'é.example', 'localhost:80', ''),
    fc.array(fc.constantFrom(...parts), { maxLength: 8 }),
  )
  .map(([scheme, host, rest]) => scheme + host + rest.join(''))

it('an address is written as the library writes it', () => {
  const library = new Markdown()
  fc.assert(
    fc.property(addresses, (address) => {
      const [, inline] = parse(`[a](<${address}>)`).tokens
      expect(inline?.children?.[0]?.attrGet('href')).toBe(library.normalizeLink(address))
    }),
    { numRuns: 5000 },
  )
})
