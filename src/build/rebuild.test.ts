/** A build that goes on from the one before is, file by file, the one that is made of nothing, and replaces no more. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { content, litter } from '../../test/support/output.ts'
import { withSite } from '../cli/opened-site.ts'
import { dropfeed } from '../http/mount.ts'
import { formatLedger, LEDGER_NAME } from '../ids/ledger-file.ts'
import { openBuild } from '../serve/disk.ts'
import { type FeedChanges, NO_CHANGES, openOut, writeBuild } from './build.ts'
import { HOUSE } from './target.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 5, 1)
/** Posts that feeds show at once. */
const LIMIT = 3

const root = mkdtempSync(join(tmpdir(), 'dropfeed-rebuild-'))
const posts = join(root, 'posts')
const out = join(root, 'out')
const config = join(root, 'feed.config.js')
const settings = { title: 'Tea', url: 'https://blog.example', feeds: { limit: LIMIT, archive: true } }
writeFileSync(config, `export default ${JSON.stringify(settings)}\n`)

beforeEach(() => {
  for (const folder of [posts, out, join(root, 'cache')]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(posts)
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

interface Draft {
  readonly text: string
  readonly tag: string
  /** Days before now; below zero it is to come. */
  readonly age: number
  /** Days for which it is there. */
  readonly lasts?: number | undefined
}

function put(name: string, { text, tag, age, lasts }: Draft): void {
  const published = NOW - age * DAY
  const date = (instant: number) => new Date(instant).toISOString()
  const expires = lasts === undefined ? '' : `expires: ${date(published + lasts * DAY)}\n`
  // given, so that a site without a history has the same ids
  const head = `id: urn:tea:${name}\ntitle: Post ${name}\ndate: ${date(published)}\ntags: [${tag}]\n${expires}`
  writeFileSync(join(posts, `${name}.md`), `---\n${head}---\n${text}\n`)
}

const plain = (age: number, text = `Text of ${age}.`): Draft => ({
  text,
  tag: ['green', 'black'][age % 2] ?? '',
  age,
})

/** A build at an instant that is not asked for with --now. */
async function build(to = out, cache = 'cache', now = NOW): Promise<FeedChanges | undefined> {
  vi.stubEnv('XDG_CACHE_HOME', join(root, cache))
  vi.useFakeTimers({ toFake: ['Date'], now })
  const place = openOut(to, posts)
  const options = { posts, config, state: join(place, HOUSE, 'state.db') }
  return withSite(options, '', async ({ context, database, pool, read }) => {
    await read()
    return writeBuild({ context, files: database.files, pool, posts, out: to, now })
  }).finally(() => vi.useRealTimers())
}

/** What the site shows, and what a server answers from the snapshot. */
async function shown(folder: string, now: number) {
  const site = Object.entries(content(folder)).filter(([path]) => path.startsWith('site/'))
  const app = dropfeed(await openBuild(folder), () => now)
  const served: [string, string][] = []
  for (const [path] of site) {
    const address = path.slice('site'.length).replace(/index\.html$/, '')
    const answer = await app.request(`https://blog.example${encodeURI(address)}`)
    served.push([address, `${answer.status} ${await answer.text()}`])
  }
  return { site: Object.fromEntries(site), served: Object.fromEntries(served) }
}

async function expectAsOfNothing(now = NOW): Promise<void> {
  const [fresh, cache] = [join(root, 'fresh'), 'fresh-cache']
  for (const folder of [fresh, join(root, cache)]) rmSync(folder, { recursive: true, force: true })
  await build(fresh, cache, now)
  const [{ site, served }, nothing] = [await shown(out, now), await shown(fresh, now)]
  for (const [path, page] of Object.entries(site)) {
    if (path in nothing.site) continue
    // only a build that goes on knows which feeds there were
    expect(page).toContain('<meta http-equiv="refresh" content="0; url=/">')
    delete site[path]
    delete served[path.slice('site'.length).replace(/index\.html$/, '')]
  }
  expect({ site, served }).toEqual(nothing)
  expect(litter(out)).toEqual([])
}

/** The files that are others than before, by name. */
function replaced(before: Record<string, number>): string[] {
  return Object.entries(inodes()).flatMap(([path, inode]) => (before[path] === inode ? [] : path))
}

function inodes(): Record<string, number> {
  return Object.fromEntries(Object.keys(content(out)).map((path) => [path, statSync(join(out, path)).ino]))
}

describe('after a build of twenty posts', () => {
  beforeEach(async () => {
    for (let age = 1; age <= 20; age++) put(`p${age}`, plain(age))
    await build()
  })

  it('nothing is replaced where nothing has changed', async () => {
    const before = inodes()
    expect(await build()).toEqual(NO_CHANGES)
    expect(replaced(before)).toEqual([])
  })

  it('only the files that show a post are replaced when it changes', async () => {
    const before = inodes()
    put('p17', plain(17, 'Another text.'))
    await build()
    const site = replaced(before).filter((path) => path.startsWith('site/'))
    // its page, and the archive page that holds it; the pages beside it show its title, which is as it was
    expect(site.toSorted()).toEqual([
      'site/archive/2/atom.xml',
      'site/archive/2/feed.json',
      'site/archive/2/index.html',
      'site/archive/2/rss.xml',
      'site/posts/p17/index.html',
    ])
    await expectAsOfNothing()
  })

  it.each<[string, () => void]>([
    ['the cache', () => rmSync(join(root, 'cache'), { recursive: true })],
    ['the record', () => rmSync(join(out, HOUSE), { recursive: true })],
    ['the record, which is damaged', () => writeFileSync(join(out, HOUSE, 'record.db'), 'x'.repeat(9000))],
  ])('no file of the site is replaced where %s is lost', async (_, lose) => {
    const before = inodes()
    lose()
    await build()
    expect(replaced(before).filter((path) => path.startsWith('site/'))).toEqual([])
    await expectAsOfNothing()
  })

  it('a file that somebody has changed or removed is made again', async () => {
    writeFileSync(join(out, 'site/rss.xml'), 'cut off')
    rmSync(join(out, 'site/posts/p3/index.html'))
    const [pack = ''] = readdirSync(join(out, 'snapshot/packs'))
    rmSync(join(out, 'snapshot/packs', pack))
    await build()
    await expectAsOfNothing()
  })

  it('files of somebody else in the site stay', async () => {
    writeFileSync(join(out, 'site/CNAME'), 'blog.example')
    mkdirSync(join(out, 'site/posts/p4/mine'))
    rmSync(join(posts, 'p4.md'))
    await build()
    expect(readFileSync(join(out, 'site/CNAME'), 'utf8')).toBe('blog.example')
    expect(readdirSync(join(out, 'site/posts/p4'))).toEqual(['mine'])
  })

  it('what is named by its content is there for one build more', async () => {
    const packs = () => new Set(readdirSync(join(out, 'snapshot/packs')))
    const first = packs()
    const steps = ['One.', 'Two.'].map((text) => async () => {
      put('p1', plain(1, text))
      await build()
      return packs()
    })
    const [second, third] = [await steps[0]?.(), await steps[1]?.()]
    expect([...first.difference(second ?? first)]).toEqual([])
    expect(first.difference(third ?? first).size).toBeGreaterThan(0)
  })
})

describe('after a build of forty tags', () => {
  beforeEach(async () => {
    for (let age = 1; age <= 40; age++) put(`p${age}`, { ...plain(age), tag: `t${age}` })
    await build()
  })

  it('only the files of the feeds that show a post are replaced when it changes', async () => {
    const before = inodes()
    put('p2', { ...plain(2, 'Another text.'), tag: 't2' })
    await build()
    const changed = replaced(before)
    const site = changed.filter((path) => path.startsWith('site/') && path.endsWith('rss.xml'))
    expect(site.toSorted()).toEqual(['site/archive/13/rss.xml', 'site/rss.xml', 'site/tags/t2/rss.xml'])
    // at most one with its page, and one for each feed
    expect(changed.filter((path) => path.startsWith('snapshot/packs/')).length).toBeLessThanOrEqual(4)
    await expectAsOfNothing()
  })

  it('each post and feed is found in fewer packs, and in more', async () => {
    // the newest, so that archive pages stay as they are, and not most of them at once
    for (let age = 1; age <= 30; age++) {
      rmSync(join(posts, `p${age}.md`))
      if (age % 10 === 0) await build()
    }
    await expectAsOfNothing()
    for (let number = 1; number <= 80; number++)
      put(`n${number}`, { ...plain(30 - number / 3), tag: `n${number}` })
    await build()
    await expectAsOfNothing()
  })
})

describe('the page of a feed that is no longer made', () => {
  const page = (path: string) => join(out, 'site', path, 'index.html')
  const isRedirect = (path: string, to = '/') =>
    readFileSync(page(path), 'utf8').includes(`<meta http-equiv="refresh" content="0; url=${to}">`)

  beforeEach(async () => {
    put('tea', { ...plain(2), tag: 'green' })
    put('pots', { ...plain(1), tag: 'black' })
    mkdirSync(join(posts, 'notes/cups'), { recursive: true })
    for (const name of ['notes/a', 'notes/cups/b']) put(name, { ...plain(3), tag: 'black' })
    await build()
  })

  it('leads to the feed above it, until it is made again', async () => {
    put('tea', { ...plain(2), tag: 'white' })
    rmSync(join(posts, 'notes/cups/b.md'))
    await build()
    expect([isRedirect('tags/green'), isRedirect('notes/cups', '/notes/')]).toEqual([true, true])
    expect(readdirSync(join(out, 'site/tags/green'))).toEqual(['index.html'])
    expect(await build()).toEqual(NO_CHANGES)
    put('pots', { ...plain(1), tag: 'red' })
    await build()
    expect(isRedirect('tags/green')).toBe(true)
    put('tea', { ...plain(2), tag: 'green' })
    await build()
    expect(isRedirect('tags/green')).toBe(false)
    expect(isRedirect('tags/white')).toBe(true)
  })

  it('says nothing of a feed that was never shown', async () => {
    put('soon', { ...plain(-2), tag: 'secret' })
    await build()
    rmSync(join(posts, 'soon.md'))
    await build()
    await build(out, 'cache', NOW + 5 * DAY)
    expect(existsSync(page('tags/secret'))).toBe(false)
    expect(Object.keys(content(out)).filter((path) => path.includes('secret'))).toEqual([])
  })

  it('gives way to a post', async () => {
    rmSync(join(posts, 'notes/cups/b.md'))
    writeFileSync(join(posts, 'x.md'), '---\ndate: 2026-01-31\npermalink: /notes/cups/\n---\nText of x.\n')
    await build()
    expect(readFileSync(page('notes/cups'), 'utf8')).toContain('Text of x.')
  })
})

describe('a folder that takes the place of a file', () => {
  const picture = (name: string) => put('tea', { ...plain(1), text: `![](${name})` })

  it('or a file that takes that of a folder, is no obstacle', async () => {
    writeFileSync(join(posts, 'a.png'), 'a')
    picture('a.png')
    await build()
    rmSync(join(posts, 'a.png'))
    mkdirSync(join(posts, 'a.png'))
    writeFileSync(join(posts, 'a.png/b.png'), 'b')
    picture('a.png/b.png')
    await build()
    await expectAsOfNothing()
    rmSync(join(posts, 'a.png'), { recursive: true })
    writeFileSync(join(posts, 'a.png'), 'again')
    picture('a.png')
    await build()
    await expectAsOfNothing()
  })
})

it('builds of earlier layouts are removed', async () => {
  put('tea', plain(1))
  const old = join(out, HOUSE, 'mb3k2x1a-4711')
  for (const part of ['site', 'snapshot']) {
    mkdirSync(join(old, part), { recursive: true })
    writeFileSync(join(old, part, 'manifest.json'), '{"layout":3}')
    symlinkSync(`${HOUSE}/current/${part}`, join(out, part))
  }
  symlinkSync('mb3k2x1a-4711', join(out, HOUSE, 'current'))
  mkdirSync(join(out, 'encoded'))
  await build()
  await expectAsOfNothing()
  expect(existsSync(join(out, 'site/manifest.json'))).toBe(false)
  expect(existsSync(join(out, 'encoded'))).toBe(false)
})

it('folders that no build wrote are not removed, though they are where builds are', async () => {
  put('tea', plain(1))
  openOut(out, posts)
  mkdirSync(join(out, 'site'), { recursive: true })
  writeFileSync(join(out, 'site/mine.txt'), 'mine')
  await build()
  expect(readFileSync(join(out, 'site/mine.txt'), 'utf8')).toBe('mine')
})

it('a build goes with its folder', async () => {
  put('tea', plain(1))
  await build()
  cpSync(out, join(root, 'moved'), { recursive: true, preserveTimestamps: true })
  rmSync(out, { recursive: true })
  cpSync(join(root, 'moved'), out, { recursive: true, preserveTimestamps: true })
  const before = inodes()
  put('coffee', plain(2))
  expect(await build()).toMatchObject({ added: 1, gone: 0 })
  expect(replaced(before)).not.toContain('site/style.css')
  await expectAsOfNothing()
})

it('a build that is put back from a copy shows what came since', async () => {
  const copy = join(root, 'copy')
  put('tea', plain(1))
  await build()
  cpSync(out, copy, { recursive: true, preserveTimestamps: true })
  put('coffee', plain(2))
  await build()
  rmSync(out, { recursive: true })
  cpSync(copy, out, { recursive: true, preserveTimestamps: true })
  await build()
  expect(existsSync(join(out, 'site/posts/coffee/index.html'))).toBe(true)
  await expectAsOfNothing()
})

it('a pulled ledger changes what is at the addresses of posts that were never here', async () => {
  put('tea', plain(1))
  await build()
  const lost = {
    path: 'lost.md',
    id: 'urn:lost',
    address: '/posts/lost',
    gone: true,
    text: '',
    sketch: '',
  } as const
  writeFileSync(join(posts, LEDGER_NAME), formatLedger([lost], {}))
  await build()
  const app = dropfeed(await openBuild(out), () => NOW)
  expect((await app.request('https://blog.example/posts/lost')).status).toBe(410)
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
  await fc.assert(fc.asyncProperty(many, history, check), { numRuns: Number(process.env.RUNS ?? 5) })
}, 120_000)
