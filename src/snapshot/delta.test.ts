/** Deltas through edits, removals and the clock: a client never misses an entry, and is sent none twice. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Item, LIMIT, MINUTE, Site } from '../../test/support/changing-site.ts'
import { compilerFor, folder, reader } from '../../test/support/served.ts'
import type { SiteConfig } from '../config/site.ts'
import { succeedDocument } from '../feeds/history.ts'

const NOW = Date.UTC(2026, 1, 1)

const names = fc.integer({ min: 0, max: 9 }).map((number) => `post-${number}`)
const minutes = fc.integer({ min: 0, max: 9 })

/** What may happen between two polls. */
type Change =
  | { readonly write: string; readonly ahead: number; readonly minutes: number }
  | { readonly remove: string }
  | { readonly wait: number }

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: names, ahead: fc.integer({ min: -9, max: 4 }), minutes }) },
  { weight: 1, arbitrary: fc.record({ remove: names }) },
  { weight: 3, arbitrary: fc.record({ wait: minutes }) },
)

function apply(site: Site, change: Change): void {
  if ('write' in change) site.write(change.write, site.now + change.ahead * MINUTE, change.minutes)
  else if ('remove' in change) site.remove(change.remove)
  else site.wait(change.wait)
}

describe('a client that takes deltas', () => {
  it('is told exactly what is new or changed, or everything', async () => {
    let deltas = 0
    const polls = fc.array(fc.array(change, { maxLength: 6 }), { minLength: 2, maxLength: 8 })
    const property = fc.asyncProperty(polls, async (changesBefore) => {
      const site = new Site()
      let known = await site.ask()
      for (const changes of changesBefore) {
        for (const change of changes) apply(site, change)
        const answer = await site.ask({ 'a-im': 'feed', 'if-none-match': known.etag })
        const whole = await site.ask()
        deltas += Number(answer.status === 226)
        expect(check(answer, whole, known, site)).toEqual([])
        known = whole
      }
    })
    await fc.assert(property, { numRuns: 60 })
    expect(deltas).toBeGreaterThan(50)
  }, 120_000)
})

type Answer = Awaited<ReturnType<Site['ask']>>

/** What is wrong with an answer to a client whose last copy was `known`. */
function check(answer: Answer, whole: Answer, known: Answer, site: Site): string[] {
  const text = (item: Item) => JSON.stringify(item)
  const had = new Set(known.items.map(text))
  if (answer.status === 304) return whole.etag === known.etag ? [] : ['not modified, though it is']
  if (answer.status === 200) return written(answer.items) === written(whole.items) ? [] : ['not the whole']
  const expected = whole.items.filter((item) => !had.has(text(item)))
  const alive = [...site.posts].filter(
    ([, { published, expires }]) => published <= site.now && site.now < expires,
  )
  const ids = new Set(alive.map(([name]) => `tag:blog.example,2026:${name}`))
  // who left for want of room is not missed when it is gone
  const oldest = whole.items.length === LIMIT ? (whole.items.at(-1)?.date_published ?? '') : ''
  const taken = known.items.filter(({ id, date_published }) => !ids.has(id) && date_published > oldest)
  return [
    ...(written(answer.items) === written(expected) ? [] : ['not what is new or changed']),
    ...(answer.etag === whole.etag ? [] : ['not the current tag']),
    ...(taken.length === 0 ? [] : [`${taken.map(({ id }) => id)} is gone, and a delta cannot say so`]),
  ]
}

function written(items: readonly Item[]): string {
  return JSON.stringify(items)
}

it('a site may switch deltas off', async () => {
  const compile = (config: SiteConfig, posts: Record<string, string>) =>
    compilerFor(config).compile(folder(posts), NOW)
  const first = { 'a.md': '---\ndate: 2026-01-01\n---\nA.\n' }
  const both = { ...first, 'b.md': '---\ndate: 2026-01-02\n---\nB.\n' }
  for (const [deltas, status] of [
    [true, 226],
    [false, 200],
  ] as const) {
    const config = { http: { deltas } }
    const before = compile(config, first)
    const known = (await reader(before, () => NOW)('/rss.xml')).headers.get('etag') ?? ''
    const now = compile(config, both)
    const documents = now.documents.map((document) => {
      const old = before.documents.find(({ path }) => path === document.path)
      return old === undefined ? document : succeedDocument(old, document, NOW)
    })
    const ask = reader({ ...now, documents }, () => NOW)
    expect((await ask('/rss.xml', { 'A-IM': 'feed', 'If-None-Match': known })).status).toBe(status)
  }
})
