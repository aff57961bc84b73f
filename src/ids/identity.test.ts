/** Who a post is, through renames, moves, edits, copies, and with and without a ledger. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compilation, createCompiler } from '../../test/support/compiler.ts'
import { textIfThere } from '../../test/support/documents.ts'
import { parseSite } from '../config/site.ts'
import { hash } from '../disk/hash.ts'
import type { Post, Site } from '../model.ts'
import { featuresOf, identify as identifyPosts } from './identity.ts'
import type { Ledger } from './ledger.ts'
import { formatLedger, parseLedger } from './ledger-file.ts'
import { Mint } from './mint.ts'

const NOW = Date.UTC(2027, 0, 1)
const BLOG = parseSite({ title: 'Blog' }, 'https://blog.example')

/** Paths and texts of the posts folder. */
type Files = Readonly<Record<string, string>>

interface Published {
  /** By path. */
  readonly ids: Readonly<Record<string, string>>
  readonly ledger: Ledger
  readonly problems: readonly string[]
  readonly compilation: Compilation
}

/** Compiles as a new process would: all that is left of the last time is the text of the ledger. */
function publish(files: Files, ledger: Ledger = [], site: Site = BLOG): Published {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }))
  const remembered = parseLedger(formatLedger(ledger, site)).rows
  const compilation = createCompiler(site, hash).compile(
    { sources, files: new Map(), ledger: remembered },
    NOW,
  )
  const published = new Set(compilation.pages.map((page) => JSON.parse(page.item).id))
  const rows = compilation.ledger.filter(({ path, id }) => path in files && published.has(id))
  return {
    ids: Object.fromEntries(rows.map(({ path, id }) => [path, id])),
    ledger: compilation.ledger,
    problems: compilation.problems.map(({ severity, path, what }) => `${severity} ${path}: ${what}`),
    compilation,
  }
}

function feed(compilation: Compilation, path: string): string {
  return textIfThere(compilation, path, NOW) ?? ''
}

const post = (date: string, body: string, more = '') => `---\ndate: ${date}\n${more}---\n${body}\n`

/** Words that no other seed gives in this order. */
function prose(seed: number, words = 80): string {
  return Array.from(
    { length: words },
    (_, index) => `w${(seed * 7919 + index * index * 31 + index) % 997}`,
  ).join(' ')
}

const EMPTY_POST: Post = {
  path: '',
  folder: '',
  slug: '',
  published: 0,
  updated: 0,
  tags: [],
  authors: [],
  enclosures: [],
  inFeeds: true,
  body: '',
  length: 0,
  bodyLine: 1,
}

const TEA = post('2026-01-31', prose(1))
const RAIN = post('2026-02-01', prose(2))

describe('a new post', () => {
  it('gets a tag: URI of host, date and slug, the same in every run and format', () => {
    const { ids, compilation } = publish({ 'kitchen/green-tea.md': TEA })
    expect(ids).toEqual({ 'kitchen/green-tea.md': 'tag:blog.example,2026-01-31:green-tea' })
    expect(publish({ 'kitchen/green-tea.md': TEA }).ids).toEqual(ids)
    expect(feed(compilation, '/rss.xml')).toContain(
      '<guid isPermaLink="false">tag:blog.example,2026-01-31:green-tea</guid>',
    )
    expect(feed(compilation, '/atom.xml')).toContain('<id>tag:blog.example,2026-01-31:green-tea</id>')
    expect(JSON.parse(feed(compilation, '/feed.json')).items[0].id).toBe(
      'tag:blog.example,2026-01-31:green-tea',
    )
  })

  it('takes no id that another post has', () => {
    const files = { 'a/tea.md': TEA, 'b/tea.md': RAIN.replace('02-01', '01-31') }
    const { ids } = publish(files)
    expect(ids['a/tea.md']).toBe('tag:blog.example,2026-01-31:tea')
    expect(ids['b/tea.md']).toMatch(/^tag:blog\.example,2026-01-31:tea-[0-9a-f]{6}$/)
    expect(publish(files).ids).toEqual(ids)
  })

  it('keeps its id in the running server and in all later builds: the second writes nothing new', () => {
    const files = {
      'a/tea.md': TEA,
      'b/tea.md': RAIN,
      'c.md': post('2026-01-01', 'Five words are enough here.'),
    }
    const first = publish(files)
    const second = publish(files, first.ledger)
    expect(second.ledger).toEqual(first.ledger)
    expect(second.compilation.documents).toEqual(first.compilation.documents)
  })
})

describe('an id outlives', () => {
  const before = publish({ 'a/tea.md': TEA, 'rain.md': RAIN })
  const tea = before.ids['a/tea.md']
  const rain = before.ids['rain.md']

  it.each<[string, Files]>([
    ['a new file name', { 'a/infusion.md': TEA, 'rain.md': RAIN }],
    ['a new folder', { 'b/c/tea.md': TEA, 'rain.md': RAIN }],
    ['a rename of both', { 'b/infusion.md': TEA, 'c/weather.md': RAIN }],
    ['a new name and a small edit', { 'infusion.md': `${TEA}And milk.\n`, 'rain.md': RAIN }],
    ['a new name and date', { '2026-05-05-x.md': TEA.replace(/date:.*\n/, ''), 'rain.md': RAIN }],
    ['a new title', { 'a/tea.md': TEA.replace('---\n', '---\ntitle: Tea at last\n'), 'rain.md': RAIN }],
    ['a new date', { 'a/tea.md': TEA.replace('01-31', '05-05'), 'rain.md': RAIN }],
    ['a new slug', { 'a/tea.md': TEA.replace('---\n', '---\nslug: other\n'), 'rain.md': RAIN }],
    ['a new text', { 'a/tea.md': post('2026-01-31', prose(3)), 'rain.md': RAIN }],
    ['a new text in a new folder', { 'b/tea.md': post('2026-01-31', prose(3)), 'rain.md': RAIN }],
    ['two posts that swap names', { 'rain.md': TEA, 'a/tea.md': RAIN }],
    [
      'two posts that swap names, with an edit',
      { 'rain.md': `${TEA}And milk.`, 'a/tea.md': `${RAIN}And fog.` },
    ],
  ])('%s', (_, files) => {
    const { ids } = publish(files, before.ledger)
    expect(new Set(Object.values(ids))).toEqual(new Set([tea, rain]))
    const path = Object.entries(files).find(([, text]) => text.includes(prose(2)))?.[0] ?? ''
    expect(ids[path]).toBe(rain)
  })

  it('another host, scheme and base path', () => {
    for (const url of ['http://blog.example', 'https://other.example', 'https://other.example/blog']) {
      const { ids } = publish({ 'a/tea.md': TEA, 'x.md': RAIN }, before.ledger, { ...BLOG, url })
      expect(ids).toEqual({ 'a/tea.md': tea, 'x.md': rain })
    }
  })

  it('being gone for a while, and coming back elsewhere', () => {
    const without = publish({ 'rain.md': RAIN }, before.ledger)
    expect(without.ids).toEqual({ 'rain.md': rain })
    expect(publish({ 'back/again.md': TEA, 'rain.md': RAIN }, without.ledger).ids['back/again.md']).toBe(tea)
    expect(publish({}, before.ledger).ledger).toHaveLength(2)
  })

  it('being a draft or broken, which nobody else can use', () => {
    for (const broken of [TEA.replace('---\n', '---\ndraft: true\n'), TEA.replace('2026-01-31', 'soon')]) {
      const during = publish({ 'a/tea.md': broken, 'copy.md': TEA, 'rain.md': RAIN }, before.ledger)
      expect(during.ids['copy.md']).toBe('tag:blog.example,2026-01-31:copy')
      expect(publish({ 'a/tea.md': TEA, 'rain.md': RAIN }, during.ledger).ids['a/tea.md']).toBe(tea)
    }
  })

  it('the move of another post to its place, which gets its own along', () => {
    const after = publish({ 'a/tea.md': RAIN }, before.ledger)
    expect(after.ids).toEqual({ 'a/tea.md': rain })
    expect(publish({ 'a/tea.md': RAIN, 'b.md': TEA }, after.ledger).ids['b.md']).toBe(tea)
  })

  it('every permutation of the names', () => {
    const count = 8
    const paths = Array.from({ length: 2 * count }, (_, index) => `f${index % 3}/p${index}.md`)
    const texts = Array.from({ length: count }, (_, index) =>
      post(`2026-01-0${1 + (index % 4)}`, index % 2 ? prose(index) : `Note ${index}: five words at least.`),
    )
    const place = (order: readonly string[]) =>
      Object.fromEntries(texts.map((text, index) => [order[index] ?? '', text]))
    const start = publish(place(paths))
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: count }), (order) => {
        const moved = publish(place(order), start.ledger)
        for (const index of texts.keys()) {
          expect(moved.ids[order[index] ?? '']).toBe(start.ids[paths[index] ?? ''])
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('two posts stay two', () => {
  it('a copy, and a copy whose original is edited at the same time', () => {
    const before = publish({ 'tea.md': TEA })
    for (const original of [TEA, `${TEA}And milk.`]) {
      const { ids } = publish({ 'tea.md': original, 'copy.md': TEA }, before.ledger)
      expect(ids).toEqual({ 'tea.md': before.ids['tea.md'], 'copy.md': 'tag:blog.example,2026-01-31:copy' })
    }
  })

  it.each([
    ['a long text', post('2026-01-31', prose(5))],
    ['a short note', post('2026-02-01', 'Coffee is black this morning.')],
    ['a short note of the same day', post('2026-01-31', 'Coffee is green this morning.')],
    ['the same two words on another day', post('2026-03-01', 'Good morning.')],
  ])('%s in another place', (_, text) => {
    const before = publish({
      'a.md': post('2026-01-31', 'Tea is green this morning.'),
      'b.md': post('2026-02-20', 'Good morning.'),
      'c.md': post('2026-01-31', prose(6)),
    })
    const { ids } = publish({ 'new.md': text }, before.ledger)
    expect(Object.values(before.ids)).not.toContain(ids['new.md'])
  })

  it('but a short note keeps its id when it is moved, or its slug and date stay', () => {
    const before = publish({ 'a.md': post('2026-01-31', 'Tea is green this morning.') })
    for (const files of [
      { 'b/x.md': post('2026-01-31', 'Tea is green this morning.') },
      { 'b/a.md': post('2026-01-31', 'Tea is black this morning.') },
    ]) {
      expect(Object.values(publish(files, before.ledger).ids)).toEqual(Object.values(before.ids))
    }
  })

  it('but a text of a few lines keeps its id when it is moved and edited on its date', () => {
    const before = publish({ 'a.md': post('2026-01-31', prose(7, 15)) })
    const edited = prose(7, 15).replace(/^\S+/, 'Rain')
    const { ids } = publish({ 'b/x.md': post('2026-01-31', edited) }, before.ledger)
    expect(ids['b/x.md']).toBe(before.ids['a.md'])
    const other = publish({ 'b/x.md': post('2026-02-01', edited) }, before.ledger)
    expect(other.ids['b/x.md']).not.toBe(before.ids['a.md'])
  })

  it('posts of one template that all move up by one, with a new one before them', () => {
    const week = (index: number) => post(`2026-01-${10 + index}`, `${prose(100, 40)} ${prose(index, 40)}`)
    const before = publish({ '1.md': week(1), '2.md': week(2), '3.md': week(3) })
    const after = publish(
      { '1.md': week(0), '2.md': week(1), '3.md': week(2), '4.md': week(3) },
      before.ledger,
    )
    const [one, two, three] = Object.values(before.ids)
    expect(after.ids).toMatchObject({ '2.md': one, '3.md': two, '4.md': three })
    expect(Object.values(before.ids)).not.toContain(after.ids['1.md'])
  })
})

describe('10,000 posts', () => {
  const folder = (name: string, edit = '') =>
    Array.from({ length: 10_000 }, (_, index): Post => {
      const body = `The same words begin every post. ${prose(index, 100)}${edit}`
      const published = Date.UTC(2026, 0, 10 + (index % 20))
      return { ...EMPTY_POST, path: `${name}/p${index}.md`, slug: `p${index}`, published, body }
    })
  const identify = (posts: readonly Post[], ledger: Ledger = []) =>
    identifyPosts(
      posts.map((post) => ({ post, features: featuresOf(post, hash) })),
      ledger,
      { paths: new Set(posts.map(({ path }) => path)), taken: new Set() },
      new Mint(BLOG, hash),
    ).rows
  const posts = folder('old')
  const began = performance.now()
  const before = identify(posts)
  const idsBefore = new Map(before.map(({ path, id }) => [path, id]))
  const first = performance.now() - began

  it.each([
    ['moved', ''],
    ['moved and edited', ' With a last word.'],
  ])('that are %s at once keep their ids, in time that grows no faster than their number', (how, edit) => {
    const posts = folder('new', edit)
    const started = performance.now()
    const rows = new Map(identify(posts, before).map((row) => [row.path, row]))
    const took = performance.now() - started
    console.log(`10,000 posts ${how}: recognised in ${took.toFixed()} ms (new: ${first.toFixed()} ms)`)
    for (const { path } of posts) expect(rows.get(path)?.id).toBe(idsBefore.get(path.replace('new', 'old')))
    // whatever else the machine does: comparing each with each would take a hundred times as long
    expect(took).toBeLessThan(20 * first)
  })
})

describe('id in the front matter', () => {
  const named = (id: string, body = prose(1), date = '2026-01-31') => post(date, body, `id: ${id}\n`)

  it('wins, and follows the post everywhere', () => {
    const before = publish({ 'tea.md': TEA })
    const after = publish({ 'tea.md': named('tag:me,2020:tea') }, before.ledger)
    expect(after.ids).toEqual({ 'tea.md': 'tag:me,2020:tea' })
    expect(publish({ 'x.md': named('tag:me,2020:tea', prose(9), '2026-09-09') }, after.ledger).ids).toEqual({
      'x.md': 'tag:me,2020:tea',
    })
  })

  it('stays the id when it is removed from the front matter again', () => {
    const before = publish({ 'tea.md': named('tag:me,2020:tea') })
    expect(publish({ 'other.md': TEA }, before.ledger).ids).toEqual({ 'other.md': 'tag:me,2020:tea' })
  })

  it('becomes a URN if it is a UUID', () => {
    const { ids } = publish({ 'tea.md': named('6C8F2E1A-0000-4000-8000-00000000000A') })
    expect(ids).toEqual({ 'tea.md': 'urn:uuid:6c8f2e1a-0000-4000-8000-00000000000a' })
  })

  it('stays as it is otherwise; only Atom, which needs a URI, has one made of it, which stays as well', () => {
    const before = publish({ 'tea.md': named('post-4711') })
    const after = publish({ 'x.md': named('post-4711') }, before.ledger, {
      ...BLOG,
      url: 'https://other.example',
    })
    for (const { compilation } of [before, after]) {
      expect(feed(compilation, '/rss.xml')).toContain('>post-4711</guid>')
      expect(JSON.parse(feed(compilation, '/feed.json')).items[0].id).toBe('post-4711')
      expect(feed(compilation, '/atom.xml')).toContain('<id>tag:blog.example,2026-01-31:id:post-4711</id>')
    }
  })

  it('that is a UUID stays with its post when that stops saying it and a copy begins to', () => {
    const uuid = '6C8F2E1A-0000-4000-8000-00000000000A'
    const before = publish({ 'a.md': named(uuid) })
    const files = { 'a.md': TEA, 'copy.md': named(uuid, prose(2)) }
    const first = publish(files, before.ledger)
    const second = publish(files, first.ledger)
    expect(first.ids).toEqual({ 'a.md': `urn:uuid:${uuid.toLowerCase()}` })
    expect(second.ids).toEqual(first.ids)
  })

  it('that stands for it in Atom is never that of another post, with a ledger and without', () => {
    const files = {
      'a.md': TEA,
      'b.md': named('a', prose(2)),
      'c.md': named('id:a', prose(3)),
      'd.md': named('https://x.example/ä', prose(4)),
      'e.md': named('https://x.example/%C3%A4', prose(5)),
      'f.md': named('tag:blog.example,2026-01-31:id:a', prose(6)),
    }
    const atomIds = (ledger?: Ledger) =>
      [...feed(publish(files, ledger).compilation, '/atom.xml').matchAll(/<entry>.*?<id>(.*?)<\/id>/gs)].map(
        ([, id]) => id,
      )
    expect(new Set(atomIds()).size).toBe(6)
    expect(atomIds(publish({ 'a.md': files['a.md'] }).ledger)).toEqual(atomIds())
    expect(atomIds(publish({ 'b.md': files['b.md'] }).ledger)).toHaveLength(6)
    expect(new Set(atomIds(publish({ 'b.md': files['b.md'] }).ledger)).size).toBe(6)
  })

  it('belongs to the older of two posts; the other is left out with an error that names both', () => {
    const files = {
      'a.md': named('tag:me,2020:tea', prose(1), '2026-03-01'),
      'b.md': named('tag:me,2020:tea'),
    }
    const { ids, problems } = publish(files)
    expect(ids).toEqual({ 'b.md': 'tag:me,2020:tea' })
    expect(problems).toEqual(['error a.md: The post has the same id as "b.md" ("tag:me,2020:tea").'])
  })

  it('belongs to the post that the ledger has with it, however its copy is called', () => {
    const before = publish({ 'tea.md': named('tag:me,2020:tea') })
    const files = { 'a-copy.md': named('tag:me,2020:tea'), 'tea.md': named('tag:me,2020:tea') }
    const after = publish(files, before.ledger)
    expect(after.ids).toEqual({ 'tea.md': 'tag:me,2020:tea' })
    expect(publish(files, after.ledger).compilation.documents).toEqual(after.compilation.documents)
  })

  it('cannot take the id of another post that is still there', () => {
    const before = publish({ 'tea.md': TEA })
    const { ids, problems } = publish(
      { 'tea.md': TEA, 'x.md': named(before.ids['tea.md'] ?? '') },
      before.ledger,
    )
    expect(ids).toEqual(before.ids)
    expect(problems).toHaveLength(1)
  })
})

describe('without a configured url', () => {
  const local = (port: number) => parseSite({ title: 'Blog' }, `http://localhost:${port}`)

  it('ids are the same on every port, and hold through renames', () => {
    const node = publish({ 'tea.md': TEA }, [], local(3000))
    expect(node.ids).toEqual({ 'tea.md': 'tag:localhost,2026-01-31:tea' })
    expect(publish({ 'tea.md': TEA }, [], local(8787)).ids).toEqual(node.ids)
    expect(publish({ 'x.md': TEA }, node.ledger, local(8787)).ids).toEqual({ 'x.md': node.ids['tea.md'] })
  })

  it('they get the host, once there is one, and keep their date and first slug', () => {
    const node = publish({ 'tea.md': TEA }, [], local(3000))
    const deployed = publish({ 'x.md': TEA }, node.ledger)
    expect(deployed.ids).toEqual({ 'x.md': 'tag:blog.example,2026-01-31:tea' })
    expect(publish({ 'x.md': TEA }, deployed.ledger, local(3000)).ids).toEqual(deployed.ids)
  })
})

describe('two posts that want one address', () => {
  const tea = (title: string, date = '2026-01-31') => post(date, prose(1), `title: ${title}\nslug: tea\n`)
  const urls = ({ compilation }: Published) =>
    Object.fromEntries(compilation.pages.map(({ item, path }) => [JSON.parse(item).title, path]))

  it('the older keeps it, the younger gets its date behind it and a warning that names both', () => {
    const published = publish({ 'a.md': tea('Young', '2026-02-01'), 'b.md': tea('Old') })
    expect(urls(published)).toEqual({ Old: '/posts/tea', Young: '/posts/tea-2026-02-01' })
    expect(published.problems).toEqual([
      'warning a.md: The post asks for the same address as "b.md", which keeps it (https://blog.example/posts/tea).',
    ])
  })

  it('gets a suffix of its own where that is taken, too, and keeps it whatever comes', () => {
    const three = { 'a.md': tea('A'), 'b.md': tea('B'), 'c.md': tea('C') }
    const before = publish(three)
    const [first, dated, third] = before.compilation.pages.map(({ path }) => path).sort()
    expect([first, dated]).toEqual(['/posts/tea', '/posts/tea-2026-01-31'])
    expect(third).toMatch(/^\/posts\/tea-2026-01-31-[\w-]{6}$/)
    expect(before.problems.map((problem) => problem.split(' ')[0])).toEqual(['warning', 'warning'])
    const after = publish({ ...three, 'd.md': tea('D', '2026-02-01') }, before.ledger)
    expect(urls(after)).toMatchObject(urls(before))
  })

  it('neither edits nor renames turn that round', () => {
    const before = publish({
      'a.md': tea('A'),
      'b.md': post('2026-01-31', prose(2), 'title: B\nslug: tea\n'),
    })
    const files = {
      'z.md': tea('A').replace('w', 'v'),
      '0.md': post('2026-01-31', prose(2), 'title: B\nslug: tea\n'),
    }
    expect(urls(publish(files, before.ledger))).toEqual(urls(before))
  })
})
