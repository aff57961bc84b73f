/** The rows that are read, which plans of Cloudflare count: for a drop, they do not grow with the posts of the site. */
import { expect, it } from 'vitest'
import { parseSite } from '../../src/config/site.ts'
import { hash } from '../../src/disk/hash.ts'
import { apply } from '../../src/site/apply.ts'
import { waitingPosts } from '../../src/site/posts.ts'
import { readSource } from '../../src/site/read-source.ts'
import { CACHE, createTables, STATE } from '../../src/site/schema.ts'
import { SiteAt } from '../../src/site/site.ts'
import { withDatabase } from './database.ts'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const site = parseSite({ title: 'Tea' }, 'https://tea.example')

const post = (number: number) => {
  const date = new Date(NOW - 1e10 + number * 60_000).toISOString()
  const text = `---\ntitle: Post ${number}\ndate: ${date}\n---\nText ${number}.`
  return readSource({ path: `${number}.md`, text }, site, hash)
}

/** Rows read by a drop and the look at what remains, and by the feed after it. */
async function rowsRead(posts: number): Promise<number[]> {
  let rows = 0
  const onRows = ({ rowsRead }: { rowsRead: number }) => {
    rows += rowsRead
  }
  return withDatabase((db) => {
    createTables(db, [...CACHE, ...STATE])
    const context = { db, site, hash }
    const take = (numbers: number[]) => {
      const sources = new Map(numbers.map((number) => [`${number}.md`, post(number)]))
      return apply(context, { sources, files: new Map() }, NOW, { keepsLastGood: true })
    }
    take(Array.from({ length: posts }, (_, number) => number))
    const at = new SiteAt(context, NOW)
    rows = 0
    at.renew(NOW, take([posts]))
    expect(waitingPosts(db, 1)).toEqual([])
    const dropped = rows
    expect(at.document('/rss.xml')?.bytes().slices).toHaveLength(50)
    return [dropped, rows - dropped]
  }, onRows)
}

it('is about the same for few posts and for many', async () => {
  const [few, many] = [await rowsRead(200), await rowsRead(800)]
  for (const [number, rows] of many.entries()) expect(rows).toBeLessThan((few[number] ?? 0) + 100)
})
