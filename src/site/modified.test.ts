/** Dates of modification through edits, removals and the clock: a client that knows only its date is never misled. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, Site } from '../../test/support/changing-site.ts'

const SECOND = 1_000

/** The main feed, one of a tag that comes and goes, an archive page. */
const PATHS = ['/feed.json', '/tags/tea/feed.json', '/archive/1/atom.xml']

const names = fc.integer({ min: 0, max: 7 }).map((number) => `post-${number}`)

type Change =
  | { readonly write: string; readonly ahead: number; readonly minutes: number; readonly isTagged: boolean }
  | { readonly remove: string }
  | { readonly wait: number }

/** In milliseconds: within a second, some seconds, some minutes. */
const waits = fc.oneof(
  fc.integer({ min: 0, max: 700 }),
  fc.integer({ min: 0, max: 3 * SECOND }),
  fc.integer({ min: 0, max: 6 }).map((minutes) => minutes * MINUTE),
)

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      write: names,
      ahead: fc.integer({ min: -9 * 60, max: 4 * 60 }),
      minutes: fc.integer({ min: 0, max: 6 }),
      isTagged: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ remove: names }) },
  { weight: 3, arbitrary: fc.record({ wait: waits }) },
)

/** No two things happen at one instant. */
function apply(site: Site, change: Change): void {
  site.wait(1 / MINUTE)
  if ('remove' in change) site.remove(change.remove)
  else if ('wait' in change) site.wait(change.wait / MINUTE)
  else {
    const tags = change.isTagged ? 'tags: [tea]\n' : ''
    site.write(change.write, site.now + change.ahead * SECOND, change.minutes, tags)
  }
}

interface Copy {
  readonly text: string
  readonly modified: string
}

/** What a client that polls after each change is told wrongly; `copies` are all that it has had. */
async function look(site: Site, path: string, copies: Copy[]): Promise<string[]> {
  const now = await site.ask({}, path)
  if (now.status === 404 || now.modified === null) return []
  const wrong: string[] = []
  if (Date.parse(now.modified) > site.now) wrong.push(`${path} was modified in the future`)
  for (const { text, modified } of copies) {
    const { status } = await site.ask({ 'if-modified-since': modified }, path)
    if (status === 304 && text !== now.text) wrong.push(`${path}: 304 to a copy of ${modified}`)
  }
  const last = copies.at(-1)
  if (last !== undefined && Date.parse(last.modified) > Date.parse(now.modified))
    wrong.push(`${path}: back from ${last.modified} to ${now.modified}`)
  copies.push({ text: now.text, modified: now.modified })
  return wrong
}

describe('a client that knows only the date of its copy', () => {
  it('is told that nothing changed only where nothing did, and dates never go back', async () => {
    let count = 0
    const property = fc.asyncProperty(fc.array(change, { minLength: 4, maxLength: 20 }), async (changes) => {
      const site = new Site()
      const copies = new Map(PATHS.map((path): [string, Copy[]] => [path, []]))
      for (const change of changes) {
        apply(site, change)
        for (const [path, had] of copies) expect(await look(site, path, had)).toEqual([])
      }
      count += [...copies.values()].flat().length
    })
    await fc.assert(property, { numRuns: 80 })
    expect(count).toBeGreaterThan(1_000)
  })

  it('is told at last that nothing changed', async () => {
    const site = new Site()
    site.wait(0.3 / 60)
    site.write('post-1', site.now - MINUTE, 0)
    site.wait(1 / 60)
    const { modified } = await site.ask()
    expect((await site.ask({ 'if-modified-since': modified ?? '' })).status).toBe(304)
  })
})
