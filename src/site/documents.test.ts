import { beforeEach, expect, test } from 'vitest'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { apply } from './apply.ts'
import { forgetRendered } from './compose.ts'
import type { Context } from './database.ts'
import { openDatabase } from './drivers/node.ts'
import { readSource } from './read-source.ts'
import { CACHE, createTables, STATE } from './schema.ts'
import { SiteAt } from './site.ts'

const NOW = Date.UTC(2026, 5, 1)
const site = parseSite({ url: 'https://blog.example' }, '')
const textOf = (day: number, body: string) => `---\ndate: 2026-01-0${day}\n---\n${body}\n`

let context: Context

function take(posts: Readonly<Record<string, string>>): void {
  const sources = new Map(
    Object.entries(posts).map(([path, text]) => [path, readSource({ path, text }, site, hash)]),
  )
  apply(context, { sources, files: new Map() }, NOW, { keepsLastGood: true })
}

function feed(): string {
  const { opening, slices, closing } = new SiteAt(context, NOW).document('/feed.json')?.bytes() ?? {}
  return [...(opening ?? []), ...(slices ?? []), ...(closing ? [closing] : [])]
    .map((part) => new TextDecoder().decode(part))
    .join('')
}

const kept = () => context.db.all<{ path: string }>('select path from rendered').map(({ path }) => path)

beforeEach(() => {
  const db = openDatabase(':memory:')
  createTables(db, [...CACHE, ...STATE])
  context = { db, site, hash }
  take({ 'a.md': textOf(1, '*One*'), 'b.md': textOf(2, 'Two'), 'c.md': textOf(3, '[a](a.md)') })
})

test('only entries of the newest posts are kept, and documents stay the same', () => {
  const before = feed()
  forgetRendered(context.db, 1)
  expect(kept()).toEqual(['c.md'])
  expect(feed()).toBe(before)
  expect(before).toContain('<em>One</em>')
})

test('the last good version of a post stands in, though its entry was forgotten', () => {
  forgetRendered(context.db, 1)
  take({ 'a.md': textOf(1, `${'>'.repeat(200)} too deep`) })
  expect(feed()).toContain('<em>One</em>')
})
