/**
 * Random histories of a folder: posts are added, edited, renamed, moved, deleted, restored and given other slugs, the
 * domain changes, older ledgers come back, branches are merged, and sites are made anew of the ledger alone. No id
 * changes, no post is left out, and no address shows the text of another post.
 */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pagePaths } from '../../test/site/contents.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import { type Ledger, mergeLedgers } from '../ids/ledger.ts'
import { formatLedger, parseLedger } from '../ids/ledger-file.ts'
import { apply, settle } from './apply.ts'
import type { Context } from './database.ts'
import { openDatabase } from './drivers/node.ts'
import { toLedger } from './entries.ts'
import { allPaths } from './posts.ts'
import { readSource } from './read-source.ts'
import { CACHE, createTables, STATE } from './schema.ts'
import { SiteAt } from './site.ts'

const NOW = Date.UTC(2026, 6, 1)
const URLS = ['https://blog.example', 'https://other.example/blog', 'http://localhost:3000']
const PATHS = ['a.md', 'b.md', 'c.md', 'd.md', 'x/a.md', 'x/b.md', 'Y/a.md', 'y/index.md', 'é.md', 'A.md']

/** 60 words that no other post has in this order. */
const prose = (post: number) =>
  Array.from({ length: 60 }, (_, index) => `w${(post * 7919 + index * index * 31 + index) % 997}`).join(' ')

interface Post {
  readonly number: number
  readonly path: string
  readonly day: number
  readonly slug?: string
  readonly edits: number
}

const textOf = ({ number, day, slug, edits }: Post) =>
  `---\ndate: ${new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10)}\ntitle: "${number}"\n${slug === undefined ? '' : `slug: ${slug}\n`}---\n${prose(number)}${' again'.repeat(edits)}\n`

type Op = readonly [kind: string, post: number, to: number]

const ops = fc.array(
  fc.array(
    fc.tuple(
      fc.constantFrom('add', 'add', 'edit', 'rename', 'rename', 'delete', 'restore', 'slug'),
      fc.nat(50),
      fc.nat(50),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 2, maxLength: 10 },
)

/** A deleted post comes back when another one has its address: the other one moves in the same change, or is deleted later. */
const RETURNS: [Op[][], string[]][] = [
  [
    [
      [['add', 0, 0]],
      [
        ['delete', 0, 0],
        ['add', 0, 3],
        ['add', 0, 0],
      ],
      [
        ['restore', 0, 8],
        ['slug', 0, 0],
      ],
    ],
    [],
  ],
  [
    [
      [['add', 0, 0]],
      [
        ['delete', 0, 0],
        ['add', 0, 0],
      ],
      [
        ['add', 0, 0],
        ['add', 0, 0],
      ],
      [
        ['restore', 0, 0],
        ['add', 0, 0],
      ],
      [['delete', 16, 0]],
    ],
    [],
  ],
]

/** What happens besides the posts, before each step. */
const weather = fc.array(fc.constantFrom('', '', '', 'anew', 'domain', 'older ledger', 'merge'), {
  minLength: 10,
  maxLength: 10,
})

class Machine {
  context: Context
  #url = 0

  constructor() {
    this.context = this.#fresh()
  }

  #fresh(): Context {
    const db = openDatabase(':memory:')
    createTables(db, [...CACHE, ...STATE])
    return { db, site: parseSite({}, URLS[this.#url] ?? ''), hash }
  }

  /** Another machine, which has nothing but the ledger. */
  anew(ledger: Ledger, posts: readonly Post[]): void {
    this.context = this.#fresh()
    this.take([], posts, ledger)
  }

  move(posts: readonly Post[]): void {
    this.#url = (this.#url + 1) % 2
    this.anew(toLedger(this.context.db), posts)
  }

  undergo(
    kind: string,
    { ledger, older, posts }: { ledger: Ledger; older: Ledger; posts: readonly Post[] },
  ): void {
    if (kind === 'anew') this.anew(ledger, posts)
    if (kind === 'domain') this.move(posts)
    if (kind === 'older ledger') this.take([], [], mergeLedgers(older, ledger))
    if (kind === 'merge') this.anew([...ledger, ...older], posts)
  }

  take(gone: readonly string[], posts: readonly Post[], ledger?: Ledger): void {
    const { site } = this.context
    const sources = new Map([
      ...gone.map((path) => [path, undefined] as const),
      ...posts.map(
        (post) => [post.path, readSource({ path: post.path, text: textOf(post) }, site, hash)] as const,
      ),
    ])
    const file = ledger && parseLedger(formatLedger(ledger, site)).rows
    const changes = { sources, files: new Map(), ...(file === undefined ? {} : { ledger: file }) }
    apply(this.context, changes, NOW, { keepsLastGood: true })
    if (ledger !== undefined) this.#identifyAll()
  }

  /** A ledger file has those posts identified again whose rows it changes: with the others, nothing else comes of it. */
  #identifyAll(): void {
    const before = toLedger(this.context.db)
    settle(this.context, { edited: new Set(allPaths(this.context.db)), files: [] }, NOW)
    expect(toLedger(this.context.db)).toEqual(before)
  }

  get at(): SiteAt {
    return new SiteAt(this.context, NOW)
  }
}

class Folder {
  readonly posts = new Map<number, Post>()
  readonly #deleted: Post[] = []
  #count = 0

  /** @returns whether it did anything */
  do([kind, which, to]: Op, before: ReadonlySet<string>): void {
    const live = [...this.posts.values()]
    const post = live[which % Math.max(1, live.length)]
    const used = new Set(live.map(({ path }) => path))
    // a file that is replaced by another text at one instant is the same post to everybody
    const free = PATHS.filter((path) => !used.has(path) && !before.has(path.toLowerCase()))
    const path = free[to % Math.max(1, free.length)]
    if (kind === 'add' && path !== undefined)
      this.#put({ number: this.#count++, path, day: this.#day(), edits: 0 })
    if (kind === 'restore' && path !== undefined) {
      const back = this.#deleted.pop()
      if (back !== undefined) this.#put({ ...back, path })
    }
    if (post === undefined) return
    if (kind === 'edit') this.#put({ ...post, edits: post.edits + 1 })
    if (kind === 'rename' && path !== undefined) this.#put({ ...post, path, edits: post.edits + (to % 2) })
    if (kind === 'slug') this.#put({ ...post, slug: `s${to % 3}` })
    if (kind === 'delete') {
      this.posts.delete(post.number)
      this.#deleted.push(post)
    }
  }

  /** No two posts have both date and slug in common: those have one id without a ledger, too. */
  #day(): number {
    return 1 + ((this.#count * 47) % 150)
  }

  #put(post: Post): void {
    this.posts.set(post.number, post)
  }
}

/** What readers have seen: the id of each post, and which post was at each address. */
class Readers {
  readonly #ids = new Map<number, string>()
  readonly #seen = new Map<string, number[]>()

  look(machine: Machine, posts: ReadonlyMap<number, Post>): void {
    const { at, context } = machine
    const pages = new Map(
      pagePaths(context.db).map((path) => [path, JSON.parse(at.page(path)?.item ?? '{}')]),
    )
    const numbers = new Map([...pages].map(([path, { title }]) => [Number(title), path]))
    expect([...numbers.keys()].sort()).toEqual([...posts.keys()].sort())
    expect(pages.size).toBe(posts.size)
    for (const [path, { title, id }] of pages) this.#meet(Number(title), id, path, posts)
    for (const [path, seen] of this.#seen) {
      if (pages.has(path)) continue
      // an old address leads to a post that was there; it is gone when all of them are deleted
      const there = seen.filter((number) => posts.has(number)).map((number) => numbers.get(number))
      const former = at.former(path)
      expect(former).toBeDefined()
      expect(there.length === 0 ? [undefined] : there).toContain(former?.to)
    }
  }

  #meet(number: number, id: string, path: string, posts: ReadonlyMap<number, Post>): void {
    const known = this.#ids.get(number) ?? id
    // an id of a machine without an address gets the first one that the site has
    expect(id.replace(/^tag:[^,]+/, '')).toBe(known.replace(/^tag:[^,]+/, ''))
    this.#ids.set(number, known)
    const seen = this.#seen.get(path) ?? []
    const before = seen.at(-1)
    const isAsked = posts.get(number)?.slug !== undefined
    if (before !== undefined && before !== number && !isAsked && posts.has(before))
      throw new Error(`${path} showed ${before} and shows ${number}: ${JSON.stringify([...posts.values()])}`)
    this.#seen.set(path, [...seen, number])
  }
}

it('no id changes, and no address shows another post', () => {
  fc.assert(
    fc.property(ops, weather, (steps, kinds) => {
      const [machine, folder, readers] = [new Machine(), new Folder(), new Readers()]
      let older: Ledger = []
      for (const [index, step] of steps.entries()) {
        const posts = () => [...folder.posts.values()]
        const ledger = toLedger(machine.context.db)
        machine.undergo(kinds[index] ?? '', { ledger, older, posts: posts() })
        older = ledger
        const before = new Map([...folder.posts].map(([number, { path }]) => [number, path]))
        const paths = new Set(before.values())
        const folded = new Set([...paths].map((path) => path.toLowerCase()))
        for (const op of step) folder.do(op, folded)
        const now = new Set(posts().map(({ path }) => path))
        machine.take(
          [...paths].filter((path) => !now.has(path)),
          posts(),
        )
        readers.look(machine, folder.posts)
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 60), examples: RETURNS },
  )
}, 120_000)
