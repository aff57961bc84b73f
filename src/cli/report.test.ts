/** Numbers as people read them. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { count, withCommas } from './report.ts'

it('as the platform writes them in English', () => {
  fc.assert(
    fc.property(fc.nat(), (number) => {
      expect(withCommas(number)).toBe(number.toLocaleString('en'))
    }),
  )
})

it.each([
  [0, '0 posts'],
  [1, '1 post'],
  [999, '999 posts'],
  [1000, '1,000 posts'],
  [1234567, '1,234,567 posts'],
])('%d is %s', (number, text) => {
  expect(count(number, 'post')).toBe(text)
})
