/** Posts that are as the ledger has them are not looked at; what is said of all posts is the same as if they were. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hash } from '../src/adapters/hash.ts'
import { parseSite } from '../src/config.ts'
import { byPath, type Features, type Ledger, type Row } from '../src/identity/ledger.ts'
import { sketchOf } from '../src/identity/likeness.ts'
import { toRow } from '../src/identity/naming.ts'
import { type Candidate, createIdentifyCandidates, type Identified } from '../src/identity.ts'
import type { PostHead } from '../src/model.ts'

const identify = createIdentifyCandidates(parseSite({}, 'https://blog.example'), hash)

const PATHS = ['a.md', 'b.md', 'c.md', 'd.md', 'e.md', 'f.md']

const prose = (start: number) => Array.from({ length: 40 }, (_, index) => `word${start + index}`).join(' ')
const TEXTS = ['', 'Short.', prose(0), prose(4), prose(8), prose(100), prose(200)]

/** Row of no post: with it every post is looked at, since its front matter once had a name of its own. */
const STRANGER: Row = {
  path: 'gone/stranger.md',
  id: 'tag:blog.example,1999:stranger',
  name: 'stranger',
  date: '1999-01-01T00:00:00Z',
  slug: 'stranger',
  text: 'no hash',
  sketch: '',
}

const features = fc
  .record({
    path: fc.constantFrom(...PATHS),
    day: fc.integer({ min: 1, max: 3 }),
    slug: fc.constantFrom('a', 'b', 'c', 'd'),
    text: fc.constantFrom(...TEXTS),
  })
  .map(({ path, day, slug, text }): Features => {
    const date = `2026-01-0${day}T00:00:00Z`
    return { path, date, slug, text: hash(text), sketch: sketchOf(text) }
  })

/** Most are unique, and some are those that a new post would get. */
const ids = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ max: 1e9 }).map((number) => `tag:blog.example,2026:${number}`) },
  {
    weight: 20,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('a', 'b', 'c', 'd'))
      .map(([day, slug]) => `tag:blog.example,2026-01-0${day}:${slug}`),
  },
  fc.constantFrom('tag:localhost,2026-01-01:a', 'no URI', 'urn:x:1'),
)

const odd = fc.oneof(
  { weight: 20, arbitrary: fc.constant({}) },
  fc.constantFrom({ path: '' }, { name: 'urn:x:1' }, { iri: 'tag:blog.example,2026:iri' }),
)

const rows = fc.tuple(features, ids, odd).map(([row, id, other]): Row => ({ ...row, id, ...other }))

function candidate({ path, date, slug, ...rest }: Features, id: string | undefined): Candidate {
  const [published, text] = [Date.parse(date), { tags: [], authors: [], enclosures: [] }]
  const head: PostHead = {
    ...text,
    ...{ path, slug, published, updated: published, folder: '', inFeeds: true, length: 1, bodyLine: 1 },
    ...(id === undefined ? {} : { id }),
  }
  return { post: head, features: { path, date, slug, ...rest } }
}

interface Scene {
  readonly posts: readonly Candidate[]
  readonly ledger: Ledger
  readonly paths: ReadonlySet<string>
}

/** Most posts are as the ledger has them. */
const scenes = fc
  .record({
    own: fc.uniqueArray(rows, { minLength: 2, maxLength: 6, selector: ({ path }) => path }),
    more: fc.option(rows, { nil: undefined, freq: 4 }),
    edits: fc.uniqueArray(features, { maxLength: 2, selector: ({ path }) => path }),
    gone: fc.subarray(PATHS, { maxLength: 2 }),
    drafts: fc.subarray(PATHS, { maxLength: 1 }),
    id: fc.option(fc.constantFrom('urn:x:1', 'tag:blog.example,2026-01-01:a'), { nil: undefined, freq: 15 }),
  })
  .map(({ own, more = [], edits, gone, drafts, id }): Scene => {
    const ledger = own.concat(more)
    const there = ledger.filter(({ path }) => path !== '' && ![...gone, ...drafts].includes(path))
    const byName = new Map([...there, ...edits].map((known): [string, Features] => [known.path, known]))
    const posts = [...byName.values()].map(({ path, date, slug, text, sketch }, index) =>
      candidate({ path, date, slug, text, sketch }, index === 0 ? id : undefined),
    )
    const paths = new Set([...byName.keys(), ...drafts])
    return { posts, ledger: ledger.toSorted(byPath), paths }
  })

function told({ rows, ledger, problems }: Identified) {
  const rest = ledger.filter(({ id }) => id !== STRANGER.id)
  return { rows: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)), ledger: rest, problems }
}

it('whatever else has changed', () => {
  let same = 0
  fc.assert(
    fc.property(scenes, ({ posts, ledger, paths }) => {
      const candidates = new Map(posts.map((candidate) => [candidate.post.path, candidate]))
      const short = identify(candidates, paths, ledger)
      const long = identify(candidates, paths, [...ledger, STRANGER].sort(byPath))
      expect(told(short)).toEqual(told(long))
      if (short.ledger === ledger) same++
    }),
    { numRuns: 3000 },
  )
  expect(same).toBeGreaterThan(30)
})

it('of a row whose features a post shares nothing else comes to its own', () => {
  const { id: _, name: __, ...features } = STRANGER
  const own = { id: 'tag:blog.example,2026:own', name: undefined }
  const row: Row = { ...STRANGER, iri: 'tag:blog.example,1999:iri' }
  expect(toRow(own, row)).toEqual({ ...features, id: own.id })
})
