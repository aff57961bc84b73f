/** When a feed changes by itself. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compiled, documents, NOW, post } from '../../test/support/compiled.ts'
import type { Listed } from '../model.ts'
import { MAX_PAST, newestFirst, planEditions, reach } from './editions.ts'

const HOUR = 3_600_000
const iso = (instant: number) => new Date(instant).toISOString()

it('not at an instant to come at which a post calls itself updated', () => {
  const later = NOW + HOUR
  const compilation = compiled({ 'a.md': post(`updated: ${iso(later)}`) })
  const before = documents(compilation, '/', later - 1).atom
  expect(before).toContain('<updated>2026-01-31T10:00:00Z</updated>\n')
  expect(documents(compilation, '/', later).atom).toBe(before)
})

interface Draft {
  readonly published: number
  readonly later: number
  readonly lasts: number | undefined
}

const anEntry: fc.Arbitrary<Draft> = fc.record({
  published: fc.integer({ min: 0, max: 40 }),
  later: fc.integer({ min: 0, max: 5 }),
  lasts: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 2 }),
})

const toListed = ({ published, later, lasts }: Draft, index: number): Listed => ({
  path: `${index}.md`,
  id: `${index}`,
  url: `https://blog.example/${index}`,
  folder: '',
  folderSlug: '',
  tags: [],
  authors: [],
  inFeeds: true,
  length: 1,
  published,
  updated: published + later,
  ...(lasts === undefined ? {} : { expires: published + lasts }),
})

it('and what is beyond reach changes it by its dates alone', () => {
  const seen = { beyond: 0 }
  const check = (drafts: Draft[], most: number, now: number) => {
    const entries = drafts.map(toListed).sort(newestFirst)
    const within = new Set(reach(entries, most, now))
    const size = (entry: Listed) => {
      expect(within).toContain(entry)
      return 1
    }
    const limits = { entries: most, bytes: 1000 }
    const plan = planEditions(entries, size, limits, now)
    const dated = entries.filter(
      (entry) => within.has(entry) || entry.expires !== undefined || entry.updated > now,
    )
    expect(planEditions(dated, size, limits, now)).toEqual(plan)
    seen.beyond += entries.length - dated.length
  }
  const drafts = fc.array(anEntry, { minLength: 20, maxLength: 60 })
  fc.assert(fc.property(drafts, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 60 }), check))
  expect(seen.beyond).toBeGreaterThan(MAX_PAST)
})
