/** When a feed changes by itself. */
import { expect, it } from 'vitest'
import { compiled, documents, NOW, post } from './support/compiled.ts'

const HOUR = 3_600_000
const iso = (instant: number) => new Date(instant).toISOString()

it('at the instant at which a post calls itself updated', () => {
  const later = NOW + HOUR
  const compilation = compiled({ 'a.md': post(`updated: ${iso(later)}`) })
  const before = documents(compilation, '/', later - 1).atom
  const after = documents(compilation, '/', later).atom
  expect(before).toContain('<updated>2026-01-31T10:00:00Z</updated>\n')
  expect(after.match(/<updated>/g)?.length).toBe(2)
  expect(after.split(`<updated>${iso(later).replace('.000Z', 'Z')}</updated>`).length).toBe(3)
})
