import { describe, expect, it } from 'vitest'
import { NOW, site } from '../../test/site/histories.ts'
import { type Compilation, createCompiler } from '../../test/support/compiler.ts'
import { hash } from '../disk/hash.ts'
import { apply, type Changes } from './apply.ts'
import { openDatabase } from './drivers/node.ts'
import { ledgerChanges, toLedger } from './entries.ts'
import { readSource } from './read-source.ts'
import { CACHE, createTables, STATE } from './schema.ts'

/** The contents of a compilation, without the means to read them. */
function contents({ manifest, media, posts, ledger, bases, pages, documents }: Compilation) {
  return {
    manifest,
    media: media
      .map((file) => ({ ...file, public: file.public.toSorted((a, b) => a.from - b.from) }))
      .sort(byPath),
    posts,
    ledger,
    bases,
    pages: pages.toSorted(byPath),
    // dates of modification and posts that are gone come from changes that a new compiler has not seen
    documents: documents.map(({ past: _, marks, editions, ...document }) => ({
      ...document,
      marks: marks.slice(0, document.slices.length),
      editions: editions.map(({ modified: _, ...edition }) => edition),
    })),
  }
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1
}

describe('a site that takes changes', () => {
  it('keeps the last good version of a post that has become unusable', () => {
    const compiler = createCompiler(site, hash)
    const good = { path: 'a.md', text: '---\ndate: 2026-06-01\ntitle: Good\n---\nText.\n' }
    const first = compiler.compile({ sources: [good], files: new Map() }, NOW)
    const bad = { path: 'a.md', text: '---\ndate: soon\n---\nText.\n' }
    const second = compiler.change(
      { sources: new Map([['a.md', bad]]), files: new Map(), ledger: first.ledger },
      NOW,
    )
    expect(second.posts).toBe(1)
    expect(second.problems).toHaveLength(1)
    expect(second.documents).toEqual(first.documents)
  })

  it('forgets what was wrong with a post that goes', () => {
    const compiler = createCompiler(site, hash)
    const post = (path: string, day: number, more = '') => ({
      path,
      text: `---\ndate: 2026-06-0${day}\n${more}\n---\n![The pot](pot.png)\n`,
    })
    const [one, other] = [post('a.md', 2), post('b.md', 1, 'audio: none.mp3')]
    const first = compiler.compile({ sources: [one, other], files: new Map() }, NOW)
    const sources = new Map([['b.md', undefined]])
    const changed = compiler.change({ sources, files: new Map(), ledger: first.ledger }, NOW)
    const folder = { sources: [one], files: new Map(), ledger: first.ledger }
    const fresh = createCompiler(site, hash).compile(folder, NOW)
    expect(contents(changed)).toEqual(contents(fresh))
    expect(changed.problems).toEqual(fresh.problems)
  })

  it('has no more posts than before when two of them swap their files', () => {
    const small = { ...site, feeds: { ...site.feeds, limit: 2, archive: true } }
    const compiler = createCompiler(small, hash)
    const post = (path: string, id: string, day: number) => ({
      path,
      text: `---\nid: urn:${id}\ndate: 2026-06-0${day}\n---\n${id}\n`,
    })
    const before = [post('a.md', 'green', 1), post('b.md', 'black', 2)]
    const after = [post('a.md', 'black', 2), post('b.md', 'green', 1)]
    const { ledger } = compiler.compile({ sources: before, files: new Map() }, NOW)
    const sources = new Map(after.map((source) => [source.path, source]))
    const changed = compiler.change({ sources, files: new Map(), ledger }, NOW)
    const fresh = createCompiler(small, hash).compile(
      { sources: after, files: new Map(), ledger: changed.ledger },
      NOW,
    )
    expect(changed.bases).toEqual(fresh.bases)
    expect(contents(changed)).toEqual(contents(fresh))
  })

  it('dates a feed by the change of a post that has no new date', () => {
    const compiler = createCompiler(site, hash)
    const post = (text: string) => ({ path: 'a.md', text: `---\ndate: 2026-06-01\n---\n${text}\n` })
    compiler.compile({ sources: [post('One.')], files: new Map() }, NOW)
    const sources = new Map([['a.md', post('Two.')]])
    const changed = compiler.change({ sources, files: new Map(), ledger: [] }, NOW + 5000)
    expect(changed.document('/rss.xml')?.index.editions[0]?.modified).toBe(NOW + 5000)
  })

  it('identifies those posts again whose rows a ledger changes, and no others', () => {
    const db = openDatabase(':memory:')
    createTables(db, [...CACHE, ...STATE])
    const context = { db, site, hash }
    const text = (title: string) => `---\ndate: 2026-06-01\ntitle: ${title}\n---\n${title}.\n`
    const sources = new Map(
      ['a', 'b', 'c'].map((name) => [
        `${name}.md`,
        readSource({ path: `${name}.md`, text: text(name) }, site, hash),
      ]),
    )
    const take = (changes: Partial<Changes>) =>
      apply(context, { sources: new Map(), files: new Map(), ...changes }, NOW, { keepsLastGood: true })
    expect(take({ sources }).size).toBe(3)
    const rows = toLedger(db)
    expect([...take({ ledger: rows })]).toEqual([])
    const other = rows.map((row) => (row.path === 'b.md' ? { ...row, id: 'tag:blog.example,2026:b' } : row))
    expect([...take({ ledger: other })]).toEqual(['b.md'])
    expect(toLedger(db).map(({ id }) => id)).toContain('tag:blog.example,2026:b')
  })

  it('writes the ledger again for an alias alone', () => {
    const db = openDatabase(':memory:')
    createTables(db, [...CACHE, ...STATE])
    const take = (head: string) => {
      const read = readSource({ path: 'a.md', text: `---\ndate: 2026-01-01\n${head}\n---\nA.\n` }, site, hash)
      const changes = { sources: new Map([['a.md', read]]), files: new Map() }
      apply({ db, site, hash }, changes, NOW, { keepsLastGood: true })
      return ledgerChanges(db)
    }
    const before = take('')
    const after = take('aliases: [/old/]')
    expect(after).not.toBe(before)
    expect(take('aliases: [/old]\ntitle: A')).toBe(after)
    expect(toLedger(db)[0]?.former).toEqual(['/old'])
  })

  it('keeps an address for the post that took it when a deleted one comes back', () => {
    const db = openDatabase(':memory:')
    createTables(db, [...CACHE, ...STATE])
    const take = (texts: Readonly<Record<string, string | undefined>>) => {
      const sources = Object.entries(texts).map(([path, text]) => {
        const source = text && readSource({ path, text: `---\ndate: ${text}\n---\n${text}.\n` }, site, hash)
        return [path, source || undefined] as const
      })
      apply({ db, site, hash }, { sources: new Map(sources), files: new Map() }, NOW, { keepsLastGood: true })
    }
    const addressOf = (path: string) => toLedger(db).find((row) => row.path === path)?.address
    take({ 'a.md': '2026-01-01', 'b.md': '2026-01-02' })
    const address = addressOf('a.md')
    take({ 'a.md': undefined })
    take({ 'x/a.md': '2026-02-01' })
    expect(addressOf('x/a.md')).toBe(address)
    take({ 'x/a.md': '2026-02-01 12:00', 'a.md': '2026-01-01' })
    expect(addressOf('x/a.md')).toBe(address)
    expect(addressOf('a.md')).not.toBe(address)
  })
})
