/** What is remembered of posts from one run to the next only ever saves work. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hash } from '../../src/adapters/hash.ts'
import { digestFolder } from '../../src/adapters/remembered/digests.ts'
import { Helpers } from '../../src/adapters/threads/helpers.ts'
import { parseSite } from '../../src/config.ts'

/** Stamps of files that changed a moment ago tell nothing: to these tests it is later. */
const LATER = 10_000

const site = parseSite({ title: 'Tea' }, 'https://blog.example')
let root: string
let posts: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-digests-'))
  posts = join(root, 'posts')
  await mkdir(posts)
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + LATER })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

const write = (name: string, title: string) =>
  writeFile(join(posts, name), `---\ntitle: ${title}\ndate: 2026-01-31\n---\nText of ${name}.\n`)

/** The titles that a new run finds. */
async function titles(of = site): Promise<(string | undefined)[]> {
  const helpers = new Helpers()
  const { sources, read, remember } = await digestFolder(
    { folder: posts, site: of, holdsTexts: false },
    helpers,
  )
  await helpers.close()
  const found = [...sources.values()].map((source) => read(source).post?.title)
  remember()
  return found
}

/** The texts that a server holds, when their files have gone. */
async function heldTexts(): Promise<string[]> {
  const helpers = new Helpers()
  const { sources, remember } = await digestFolder({ folder: posts, site, holdsTexts: true }, helpers)
  await helpers.close()
  remember()
  await rename(posts, join(root, 'elsewhere'))
  const texts = [...sources.values()].map((source) =>
    'text' in source ? source.text : source.unreadable.what,
  )
  await rename(join(root, 'elsewhere'), posts)
  return texts
}

async function cacheFile(): Promise<string> {
  const folder = join(root, 'cache', 'dropfeed')
  const [name = ''] = (await readdir(folder)).filter((name) => name.endsWith('.digests'))
  return join(folder, name)
}

async function changeCache(change: (text: string) => string): Promise<void> {
  const file = await cacheFile()
  await writeFile(file, change(await readFile(file, 'utf8')))
}

/** Lets every record tell another title, so that it is seen whether it was used. */
function remembered(text: string): string {
  const [head, ...lines] = text.trimEnd().split('\n')
  const changed = lines.map((line) => {
    const json = line.slice(line.indexOf(' ') + 1).replace(/"title":"[^"]*"/g, '"title":"remembered"')
    return `${hash(`${head}\n${hash(json)}`)} ${json}`
  })
  return `${[head, ...changed].join('\n')}\n`
}

it('a file without a change since is not read again', async () => {
  await write('tea.md', 'Green')
  expect(await titles()).toEqual(['Green'])
  await changeCache(remembered)
  expect(await titles()).toEqual(['remembered'])
})

it('texts that are held do not need their files, whether their digests were remembered or not', async () => {
  await write('tea.md', 'Grün')
  const text = await readFile(join(posts, 'tea.md'), 'utf8')
  expect(await heldTexts()).toEqual([text])
  await changeCache(remembered)
  expect(await heldTexts()).toEqual([text])
  await write('tea.md', 'Black')
  expect(await heldTexts()).toEqual([text.replace('Grün', 'Black')])
})

it('a file whose text is held is not digested again without a change since', async () => {
  await write('tea.md', 'Green')
  await titles()
  await changeCache(remembered)
  const helpers = new Helpers()
  const { sources, read } = await digestFolder({ folder: posts, site, holdsTexts: true }, helpers)
  await helpers.close()
  expect([...sources.values()].map((source) => read(source).post?.title)).toEqual(['remembered'])
})

it('nor digested again, if another file with the same bytes took its place', async () => {
  await write('tea.md', 'Green')
  await titles()
  await changeCache(remembered)
  await writeFile(join(root, 'aside'), await readFile(join(posts, 'tea.md')))
  await rename(join(root, 'aside'), join(posts, 'tea.md'))
  expect(await titles()).toEqual(['remembered'])
})

it('an edit is seen that left the length and the time of the file as they were', async () => {
  await write('tea.md', 'Green')
  await titles()
  const { atime, mtime } = await stat(join(posts, 'tea.md'))
  await write('tea.md', 'Black')
  await utimes(join(posts, 'tea.md'), atime, mtime)
  expect(await titles()).toEqual(['Black'])
})

it('of a file that changed a moment ago the bytes count', async () => {
  vi.useRealTimers()
  await write('tea.md', 'Green')
  await titles()
  expect(await readFile(await cacheFile(), 'utf8')).toContain('"tea.md","')
  expect(await readFile(await cacheFile(), 'utf8')).toMatch(/"tea\.md","[^"]+",null,/)
})

it.each<[string, (text: string) => string]>([
  ['a damaged record', (text) => remembered(text).replace('"remembered"', '"damaged"')],
  ['a record that was cut off', (text) => remembered(text).slice(0, -5)],
  ['a file of another version', (text) => remembered(text).replace('dropfeed cache', 'dropfeed cache 0')],
  ['a file of something else', () => 'something else\n'],
  ['an empty file', () => ''],
])('%s is no record', async (_, change) => {
  await write('tea.md', 'Green')
  await titles()
  await changeCache(change)
  expect(await titles()).toEqual(['Green'])
  await changeCache(remembered)
  expect(await titles()).toEqual(['remembered'])
})

it('another configuration does not share what was remembered', async () => {
  await write('tea.md', 'Green')
  await titles()
  await changeCache(remembered)
  expect(await titles(parseSite({ title: 'Tea', timeZone: 'Asia/Tokyo' }, 'https://blog.example'))).toEqual([
    'Green',
  ])
})

it('nor do two that run at once, where one puts its head on what the other goes on writing', async () => {
  const tokyo = parseSite({ title: 'Tea', timeZone: 'Asia/Tokyo' }, 'https://blog.example')
  const date = async (of: typeof site) => {
    const helpers = new Helpers()
    const { sources, read, remember } = await digestFolder(
      { folder: posts, site: of, holdsTexts: false },
      helpers,
    )
    await helpers.close()
    return { dates: [...sources.values()].map((source) => read(source).post?.published), remember }
  }
  await write('tea.md', 'Green')
  await titles()
  await write('tea.md', 'Black')
  const first = await date(site)
  const second = await date(tokyo)
  second.remember()
  first.remember()
  expect((await date(tokyo)).dates).toEqual(second.dates)
  expect((await date(site)).dates).toEqual(first.dates)
  expect(first.dates).not.toEqual(second.dates)
})

it('does not grow without bound', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `${index}.md`)
  for (let round = 0; round < 12; round++) {
    for (const name of names) await write(name, `Round ${round}`)
    expect(new Set(await titles())).toEqual(new Set([`Round ${round}`]))
  }
  const records = (await readFile(await cacheFile(), 'utf8')).match(/"isPlain":/g) ?? []
  expect(records.length).toBeGreaterThanOrEqual(names.length)
  expect(records.length).toBeLessThan(7 * names.length)
})

it('a folder that cannot be written to has nothing remembered, and nothing worse', async () => {
  await writeFile(join(root, 'cache'), 'a file where the folder would be')
  await write('tea.md', 'Green')
  expect(await titles()).toEqual(['Green'])
  expect(await titles()).toEqual(['Green'])
})
