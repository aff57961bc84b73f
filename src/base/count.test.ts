import { expect, it } from 'vitest'
import { count } from './count.ts'

it.each([
  [0, '0 posts'],
  [1, '1 post'],
  [1234567, '1,234,567 posts'],
])('%d is %s', (number, text) => {
  expect(count(number, 'post')).toBe(text)
})
