/** A build that takes over what has stayed the same is, file by file, the one that is made of nothing. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SourceFile } from '../../src/adapters/folder/source-file.ts'
import { dropfeed } from '../../src/adapters/mount.ts'
import { writeBuild } from '../../src/adapters/output.ts'
import { openBuild } from '../../src/adapters/stores/disk.ts'
import { places } from '../../src/adapters/stores/snapshot-places.ts'
import { compileFolder } from '../../src/cli/compilation.ts'
import { content, litter } from '../support/output.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 5, 1)
/** Posts that feeds show at once. */
const LIMIT = 3

const root = mkdtempSync(join(tmpdir(), 'dropfeed-rebuild-'))
const posts = join(root, 'posts')
const out = join(root, 'out')
let config: string

beforeAll(() => vi.stubEnv('CI', ''))
beforeEach(() => {
  for (const folder of [posts, out, join(root, 'cache')]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(posts)
  configure('Tea')
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

/** A file for each: what was loaded once is not loaded again. */
function configure(title: string, archive = true): void {
  const settings = { title, url: 'https://blog.example', feeds: { limit: LIMIT, archive } }
  config = join(root, `${title}-${archive}.js`)
  writeFileSync(config, `export default ${JSON.stringify(settings)}\n`)
}

interface Draft {
  readonly text: string
  readonly tag: string
  /** Days before now; below zero it is to come. */
  readonly age: number
  /** Days for which it is there. */
  readonly lasts: number | undefined
}

function put(name: string, { text, tag, age, lasts }: Draft): void {
  const published = NOW - age * DAY
  const date = (instant: number) => new Date(instant).toISOString()
  const matter = [
    `title: Post ${name}`,
    `date: ${date(published)}`,
    `tags: [${tag}]`,
    ...(lasts === undefined ? [] : [`expires: ${date(published + lasts * DAY)}`]),
  ]
  writeFileSync(join(posts, `${name}.md`), `---\n${matter.join('\n')}\n---\n${text}\n`)
}

const plain = (age: number, text = `Text of ${age}.`): Draft => ({
  text,
  tag: ['green', 'black'][age % 2] ?? '',
  age,
  lasts: undefined,
})

/** Gives the paths of the posts of which the text was read again to be written. */
async function build(to = out, cache = 'cache', now = NOW): Promise<Set<string>> {
  vi.stubEnv('XDG_CACHE_HOME', join(root, cache))
  const compiled = await compileFolder({ posts, out: to, config, now }, 'http://localhost:3000')
  const texts = vi.spyOn(SourceFile.prototype, 'text', 'get')
  try {
    await writeBuild(compiled.compilation, posts, to, now, compiled.buildOptions)
    return new Set(texts.mock.contexts.flatMap((file) => (file instanceof SourceFile ? file.path : [])))
  } finally {
    texts.mockRestore()
    await compiled.finish()
  }
}

/** So that neither the size nor the time of the file tells. */
function damage(file: string): void {
  const { atime, mtime } = statSync(file)
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Text of', 'Lies of'))
  utimesSync(file, atime, mtime)
}

async function expectAsOfNothing(now = NOW): Promise<void> {
  const [fresh, cache] = [join(root, 'fresh'), 'fresh-cache']
  for (const folder of [fresh, join(root, cache)]) rmSync(folder, { recursive: true, force: true })
  await build(fresh, cache, now)
  // which instant the first edition is of says nothing: it holds for any earlier one, too
  const told = (found: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(found).map(([path, text]) => [
        path,
        text.replaceAll(/("editions":\[\{"from":)\d+/g, '$1'),
      ]),
    )
  expect(told(content(out))).toEqual(told(content(fresh)))
  expect(litter(out)).toEqual([])
}

describe('of a post that has changed', () => {
  beforeEach(async () => {
    for (let age = 1; age <= 20; age++) put(`p${age}`, plain(age))
    await build()
  })

  it('the feeds are made anew, with the other posts as they were written before', async () => {
    put('p1', plain(1, 'Another text.'))
    expect(await build()).toEqual(new Set(['p1.md']))
    await expectAsOfNothing()
  })

  it('only the page is made anew where no feed shows it', async () => {
    configure('Tea', false)
    await build()
    put('p17', plain(17, 'Another text.'))
    const before = statSync(join(out, 'site', 'rss.xml')).ino
    // and the pages beside it, which say its title, with what is beside them
    expect(await build()).toEqual(new Set(['p15.md', 'p16.md', 'p17.md', 'p18.md', 'p19.md']))
    expect(statSync(join(out, 'site', 'rss.xml')).ino).toBe(before)
    await expectAsOfNothing()
  })

  it('a server has the new one, also where its folder was that of an old one', async () => {
    configure('Tea', false)
    await build()
    const { current } = await openBuild(out)
    const page = async () => (await (await current()).page('/posts/p17'))?.item
    for (const text of ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.', 'Seven.']) {
      put('p17', plain(17, text))
      await build()
      // it is asked now and then: the folder may be the one that it saw the last time
      if (['Two.', 'Five.', 'Seven.'].includes(text)) expect(await page()).toContain(text)
    }
  })

  it('the others are written again where the build before is damaged', async () => {
    configure('Tea', false)
    await build()
    for (const path of ['/rss.xml', '/tags/black/rss.xml'])
      damage(join(out, 'snapshot', places.document(path)))
    put('p1', plain(1, 'Another text.'))
    expect(await build()).toEqual(new Set(['p1.md', 'p2.md', 'p3.md', 'p5.md']))
    await expectAsOfNothing()
  })

  it('the others are written again for another configuration', async () => {
    configure('Coffee')
    put('p1', plain(1, 'Another text.'))
    expect((await build()).size).toBe(20)
    await expectAsOfNothing()
  })
})

describe('what site and snapshot have in common', () => {
  const files = (path: string) => [join(out, 'site', path), join(out, 'snapshot', places.document(path))]
  const inodes = (paths: readonly string[]) => new Set(paths.map((path) => statSync(path).ino)).size

  it('is one file, also after it was taken over', async () => {
    put('tea', { ...plain(1), text: '![](pot.png)' })
    put('coffee', { ...plain(2), tag: 'roasted' })
    writeFileSync(join(posts, 'pot.png'), 'pot')
    for (const text of ['One.', 'Two.', 'Three.', 'Four.']) {
      put('coffee', { ...plain(2, text), tag: 'roasted' })
      await build()
      for (const path of ['/rss.xml', '/tags/black/atom.xml', '/tags/roasted/feed.json'])
        expect([path, inodes(files(path))]).toEqual([path, 1])
      expect(inodes([join(out, 'site/media/pot.png'), join(out, 'snapshot/media/pot.png')])).toBe(1)
      await expectAsOfNothing()
    }
  })

  it('is no document that holds what is to come', async () => {
    put('today', { ...plain(1), tag: 'green' })
    put('soon', { ...plain(-1, 'Soon.'), tag: 'green' })
    put('later', { ...plain(-2, 'Later.'), tag: 'late' })
    await build()
    const [site = '', snapshot = ''] = files('/tags/green/rss.xml').map((file) => readFileSync(file, 'utf8'))
    expect([site.includes('Soon.'), snapshot.includes('Soon.')]).toEqual([false, true])
    expect(files('/tags/late/rss.xml').map((file) => existsSync(file))).toEqual([false, true])
    await build(out, 'cache', NOW + 3 * DAY)
    for (const path of ['/tags/green/rss.xml', '/tags/late/rss.xml', '/feed.json'])
      expect([path, inodes(files(path))]).toEqual([path, 1])
    await expectAsOfNothing(NOW + 3 * DAY)
  })
})

it('what a server answers is what the site has, before and after what is to come', async () => {
  for (const age of [1, 2, 3, 4, -1]) put(`p${age}`, { ...plain(age), tag: 'green', lasts: age + 2 })
  for (const now of [NOW, NOW + 1.5 * DAY]) {
    await build(out, 'cache', now)
    const app = dropfeed(await openBuild(out), () => now)
    for (const path of [
      '/rss.xml',
      '/atom.xml',
      '/feed.json',
      '/tags/green/rss.xml',
      '/tags/green/feed.json',
    ]) {
      const answer = await app.request(`https://blog.example${path}`)
      expect(await answer.text(), path).toBe(readFileSync(join(out, 'site', path), 'utf8'))
    }
  }
})

it('a post whose name has another date, which is all that dates it, is where its date says', async () => {
  const dated = (date: string) => join(posts, `${date}-dated.md`)
  const words = Array.from({ length: 60 }, (_, index) => `leaf${index}`).join(' ')
  put('other', plain(100))
  writeFileSync(dated('2026-05-01'), `---\ntitle: Dated\n---\n${words}\n`)
  // with it, the id is that of before
  const { ledger, finish } = await compileFolder({ posts, config, now: NOW }, 'http://localhost:3000')
  await ledger.save()
  await finish()
  await build()
  const days = ['2026-05-02', '2026-07-01', '2026-05-01']
  for (const [index, day] of days.entries()) {
    renameSync(dated(['2026-05-01', ...days][index] ?? ''), dated(day))
    await build()
    await expectAsOfNothing()
  }
})

it('a post that changes meanwhile ends the build, and nobody is shown why', async () => {
  put('p1', plain(1))
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
  const { compilation, buildOptions, finish } = await compileFolder(
    { posts, config, now: NOW },
    'http://a.example',
  )
  put('p1', plain(1, 'Another text.'))
  const told = vi.spyOn(console, 'error')
  try {
    const building = writeBuild(compilation, posts, out, NOW, buildOptions)
    await expect(building).rejects.toThrow('p1.md changed while it was being used')
    expect(told).not.toHaveBeenCalled()
    expect(litter(out)).toEqual([])
  } finally {
    told.mockRestore()
    await finish()
  }
})

it('whatever has changed', async () => {
  const draft: fc.Arbitrary<Draft> = fc.record({
    text: fc.constantFrom('One.', 'Two.', '**Three.**', '![](pot.png)', '[p1](p1.md)', ''),
    tag: fc.constantFrom('green', 'black'),
    age: fc.integer({ min: -2, max: 12 }),
    lasts: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
  })
  const edit = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.option(draft, { nil: undefined, freq: 5 }))
  const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.array(edit, { maxLength: 2 })), {
    minLength: 1,
    maxLength: 6,
  })
  type History = [days: number, edits: [number: number, draft: Draft | undefined][]][]
  const check = async (first: Draft[], then: History) => {
    for (const folder of [posts, out, join(root, 'cache')]) rmSync(folder, { recursive: true, force: true })
    mkdirSync(posts)
    writeFileSync(join(posts, 'pot.png'), 'pot')
    for (const [index, one] of first.entries()) put(`p${index + 1}`, one)
    await build()
    let now = NOW
    for (const [days, edits] of then) {
      now += days * DAY
      for (const [number, one] of edits)
        if (one === undefined) rmSync(join(posts, `p${number}.md`), { force: true })
        else put(`p${number}`, one)
      await build(out, 'cache', now)
      await expectAsOfNothing(now)
    }
  }
  const many = fc.array(draft, { minLength: 8, maxLength: 14 })
  await fc.assert(fc.asyncProperty(many, history, check), { numRuns: 12 })
}, 120_000)
