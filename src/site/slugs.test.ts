/** Feeds of names that ask for one slug keep their addresses, whatever posts come and go. */
import { expect, it } from 'vitest'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { formatLedger, parseLedger } from '../ids/ledger-file.ts'
import { apply } from './apply.ts'
import type { Context } from './database.ts'
import { openDatabase } from './drivers/node.ts'
import { toLedger } from './entries.ts'
import { readSource } from './read-source.ts'
import { CACHE, createState, createTables, dropCache } from './schema.ts'
import { allSlugs, takeSlugs } from './slugs.ts'

const NOW = Date.UTC(2026, 6, 1)

type Posts = Readonly<Record<string, string | undefined>>

function machine(): Context {
  const db = openDatabase(':memory:')
  createTables(db, CACHE)
  createState(db)
  return { db, site: parseSite({ feeds: { folders: true } }, 'https://blog.example'), hash }
}

function take(context: Context, posts: Posts, file?: string): void {
  const sources = new Map(
    Object.entries(posts).map(([path, text]) => [
      path,
      text === undefined ? undefined : readSource({ path, text }, context.site, hash),
    ]),
  )
  const { rows: ledger, ...head } = file === undefined ? {} : parseLedger(file)
  const changes = { sources, files: new Map(), ...(ledger === undefined ? {} : { ledger, ...head }) }
  apply(context, changes, NOW, { keepsLastGood: true })
}

/** The address of each feed but the main one, by name. */
function feeds({ db }: Context): Record<string, string> {
  const rows = db.all<{ name: string; base: string }>(`select name, base from feed where kind <> 'main'`)
  return Object.fromEntries(rows.map(({ name, base }) => [name, base]))
}

const ledgerOf = ({ db, site }: Context) =>
  formatLedger(toLedger(db), { links: site.links, slugs: allSlugs(db) })

const dated = (day: string, more = '') => `---\ndate: ${day}\n${more}---\n${day} ${more}\n`

const KINDS = [
  ['tags', (name: string, day: string): Posts => ({ [`${day}.md`]: dated(day, `tags: ["${name}"]\n`) })],
  ['authors', (name: string, day: string): Posts => ({ [`${day}.md`]: dated(day, `author: "${name}"\n`) })],
  ['folders', (name: string, day: string): Posts => ({ [`${name}/${day}.md`]: dated(day) })],
] as const

it.each(KINDS)('%s: the first feed keeps the plain address, and the second its own', (_, post) => {
  const context = machine()
  const first = post('C++', '2026-02-01')
  const second = post('c plus plus', '2026-01-01')
  take(context, first)
  const { 'C++': address } = feeds(context)
  take(context, second)
  const both = feeds(context)
  expect(both['C++']).toBe(address)
  expect(both['c plus plus']).not.toBe(address)

  const file = ledgerOf(context)
  const other = machine()
  take(other, { ...first, ...second }, file)
  expect(feeds(other)).toEqual(both)

  dropCache(context.db)
  createTables(context.db, CACHE)
  take(context, { ...first, ...second })
  expect(feeds(context)).toEqual(both)

  const [path = ''] = Object.keys(first)
  take(context, { [path]: undefined })
  take(context, post('x', '2026-01-02'))
  expect(feeds(context)['c plus plus']).toBe(both['c plus plus'])
  take(context, first)
  expect(feeds(context)).toMatchObject(both)
})

it('a ledger cannot give a name the slug of another, or a path that climbs', () => {
  const { db } = machine()
  const good = {
    'tag c++': 'c-plus-plus',
    'tag c plus plus': 'c-plus-plus-012abc',
    'folder A/C#': 'a/c-sharp-1',
  }
  takeSlugs(db, {
    ...good,
    ...{
      'tag a': '../../x',
      'tag b': 'c',
      'tag d': 'd-/..',
      'folder A/B': '../b',
      'folder C': 'c/d',
      'x y': 'y',
    },
  })
  expect(allSlugs(db)).toEqual(good)
})
