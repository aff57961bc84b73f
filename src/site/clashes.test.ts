/** Addresses that differ only in case. */
import { expect, it } from 'vitest'
import { post } from '../../test/support/compiled.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { apply } from './apply.ts'
import { caseClashes } from './clashes.ts'
import { openDatabase } from './drivers/node.ts'
import { readSource } from './read.ts'
import { CACHE, createTables, STATE } from './schema.ts'

it('are reported for each post but the first', () => {
  const site = parseSite({ links: '/:slug' }, 'https://blog.example')
  const db = openDatabase(':memory:')
  createTables(db, [...CACHE, ...STATE])
  const paths = ['a.md', 'A.md', 'b.md', 'x/Ärger.md', 'x/ärger.md', 'x/a\u0308rger2.md']
  const sources = new Map(
    paths.map((path) => [path, readSource({ path, text: post('') }, site, hash)] as const),
  )
  apply({ db, site, hash }, { sources, files: new Map() }, 0, { keepsLastGood: false })
  expect(caseClashes(db).map(({ path, what }) => `${path}: ${what}`)).toEqual([
    'a.md: The address "/a" differs from that of "A.md" only in case.',
    'x/ärger.md: The address "/ärger" differs from that of "x/Ärger.md" only in case.',
  ])
})
