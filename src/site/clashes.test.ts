/** Addresses that differ only in case or Unicode form. */
import { describe, expect, it } from 'vitest'
import { post } from '../../test/support/compiled.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import type { Ledger } from '../ids/ledger.ts'
import { apply } from './apply.ts'
import { addressClashes } from './diagnostics.ts'
import { openDatabase } from './drivers/node.ts'
import { readSource } from './read-source.ts'
import { CACHE, createTables, STATE } from './schema.ts'

const COMPOSED = 'ärger'
const DECOMPOSED = 'a\u0308rger'

/** The pages of posts, and what is reported of their addresses. */
function publish(texts: Readonly<Record<string, string>>, ledger: Ledger = []) {
  const site = parseSite({ links: '/:slug' }, 'https://blog.example')
  const db = openDatabase(':memory:')
  createTables(db, [...CACHE, ...STATE])
  const sources = new Map(
    Object.entries(texts).map(([path, text]) => [path, readSource({ path, text }, site, hash)] as const),
  )
  apply({ db, site, hash }, { sources, files: new Map(), ledger }, 0, { keepsLastGood: false })
  const pages = db.all<{ page: string }>('select page from post where page is not null order by path')
  return {
    pages: pages.map(({ page }) => page),
    clashes: addressClashes(db).map(({ path, what }) => `${path}: ${what}`),
  }
}

describe('addresses that are equal', () => {
  it('but for case are reported for each post but the first', () => {
    const paths = ['a.md', 'A.md', 'b.md', 'x/Ärger.md', 'x/ärger.md', `x/${DECOMPOSED}2.md`]
    expect(publish(Object.fromEntries(paths.map((path) => [path, post('')]))).clashes).toEqual([
      'a.md: The address "/a" differs from that of "A.md" only in case or Unicode form.',
      'x/ärger.md: The address "/ärger" differs from that of "x/Ärger.md" only in case or Unicode form.',
    ])
  })

  it.each<[string, (form: string) => [path: string, text: string]]>([
    ['file names', (form) => [`${form.length}/${form}.md`, post('')]],
    ['slugs', (form) => [`${form.length}.md`, post(`slug: ${form}`)]],
    ['permalinks', (form) => [`${form.length}.md`, post(`permalink: /${form}`)]],
    ['folders in permalinks', (form) => [`${form}/a.md`, post('permalink: /:folder/a')]],
  ])('but for the Unicode form of %s are given to one post only', (_, make) => {
    const { pages, clashes } = publish(Object.fromEntries([COMPOSED, DECOMPOSED].map(make)))
    const normal = new Set(pages.map((page) => page.normalize('NFC')))
    expect(normal.size).toBe(2)
    expect(pages.some((page) => /^\/ärger(?:\/a)?$/.test(page))).toBe(true)
    expect(clashes).toEqual([])
  })

  it('but for Unicode form in the ledger stay, and are reported', () => {
    const row = (form: string, at: number) => {
      return { id: `urn:tea:${at}`, path: `${at}.md`, address: encodeURI(`/${form}`), text: '', sketch: '' }
    }
    const { pages, clashes } = publish(
      { '0.md': post(''), '1.md': post('') },
      [COMPOSED, DECOMPOSED].map(row),
    )
    expect(pages).toEqual([`/${COMPOSED}`, `/${DECOMPOSED}`])
    expect(clashes).toEqual([
      `1.md: The address "/${DECOMPOSED}" differs from that of "0.md" only in case or Unicode form.`,
    ])
  })
})
