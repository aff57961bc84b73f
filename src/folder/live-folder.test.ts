/** A server's site as its clock, its files and its earlier runs change it. */

import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { pagePaths } from '../../test/site/contents.ts'
import { parseSite } from '../config/site.ts'
import { LEDGER_NAME } from '../ids/ledger-file.ts'
import type { Problem } from '../model.ts'
import { Pool } from '../pool/pool.ts'
import { markChanged } from '../site/entries.ts'
import { LiveFolder } from './live-folder.ts'

const site = parseSite({ url: 'https://blog.example' }, 'https://blog.example')
const PATIENCE = { timeout: 20_000 }

let root: string
let posts: string
let folder: LiveFolder
let published: number

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-live-'))
  posts = join(root, 'posts')
  published = 0
  await mkdir(posts)
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
})
afterEach(async () => {
  await folder.close()
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

const write = (name: string, matter: string, body = 'Tea.') =>
  writeFile(join(posts, name), `---\n${matter}\n---\n${body}\n`)

async function open(): Promise<void> {
  folder = await LiveFolder.open({
    ...{ posts, site, clock: Date.now, remembers: true, allowsEmpty: false, harmful: [] },
    pool: new Pool({ runtime: 'child_process' }),
    working: (_, action) => action(),
    events: {
      published: () => {
        published++
      },
      waiting() {},
      failed(error) {
        throw error
      },
    },
  })
}

function feed(): string {
  const document = folder.site.at.document('/feed.json')
  if (document === undefined) throw new Error('There is no main feed.')
  const { opening, slices, closing } = document.bytes()
  return [...opening, ...slices, closing].map((part) => new TextDecoder().decode(part)).join('')
}

const soon = () => new Date(Date.now() + 4_000).toISOString()

it('publishes an update when its date comes', async () => {
  const updated = soon()
  await write('tea.md', `date: 2026-01-31\nupdated: ${updated}`)
  await open()
  const modified = `"date_modified":"${updated.slice(0, 19)}`
  expect(feed()).not.toContain(modified)
  await expect.poll(feed, PATIENCE).toContain(modified)
}, 30_000)

it('links to a scheduled post when it is public', async () => {
  await write('later.md', `date: ${soon()}`)
  await write('tea.md', 'date: 2026-01-31', '[Later](later.md)')
  await open()
  expect(feed()).not.toContain('<a href')
  await expect.poll(feed, PATIENCE).toContain('<a href=\\"https://blog.example/posts/later\\">Later</a>')
}, 30_000)

it('keeps the last good version of a post while it runs, and not after a new start', async () => {
  await write('tea.md', 'date: 2026-01-31', 'Green tea.')
  await open()
  await write('tea.md', 'date: tomorow', 'Black tea.')
  await expect
    .poll(() => folder.site.problems, PATIENCE)
    .toMatchObject([{ path: 'tea.md', severity: 'error' }])
  expect(feed()).toContain('Green tea.')
  await folder.close()
  await open()
  expect(feed()).not.toContain('tea.')
  const [problem]: readonly Problem[] = folder.site.problems
  expect(problem?.path).toBe('tea.md')
}, 30_000)

it('does not compose again what is unchanged, and goes on with what a run that was stopped left', async () => {
  const many = Array.from({ length: 900 }, (_, number) => `${number}.md`)
  const old = new Date('2026-01-01')
  for (const name of many) {
    await write(name, 'date: 2026-01-31', `Post ${name}. ${'*Tea* and `milk`. '.repeat(100)}`)
    await utimes(join(posts, name), old, old)
  }
  await open()
  const isStopped = !folder.site.isWhole
  await folder.close()
  for (const _ of [1, 2]) {
    await open()
    // what was read is in its feeds from the first run on
    expect(folder.site.at.posts).toBe(900)
    await folder.close()
  }
  await open()
  await folder.site.filling
  expect([isStopped, folder.site.isWhole, folder.site.at.posts]).toEqual([true, true, 900])
  const pages = pagePaths(folder.site.context.db)
  expect(pages).toHaveLength(900)
  for (const path of [pages[0], pages.at(-1)]) expect(folder.site.at.page(path ?? '')?.item).toContain('Tea')
  await sleep(0)
  expect(published).toBeLessThanOrEqual(1)
}, 60_000)

it('publishes what is dropped while the posts of a first start are still composed', async () => {
  for (let number = 0; number < 900; number++)
    await write(`${number}.md`, 'date: 2026-01-31', `[New](new.md). ${'*Tea* and `milk`. '.repeat(100)}`)
  await open()
  await write('new.md', 'date: 2026-02-01', 'Green tea.')
  await write('899.md', 'date: 2026-02-02', 'Black tea.')
  await expect.poll(feed, PATIENCE).toContain('Green tea.')
  const wasWhole = folder.site.isWhole
  await folder.site.filling
  await expect.poll(feed, PATIENCE).toContain('Black tea.')
  const texts = pagePaths(folder.site.context.db).map((path) => String(folder.site.at.page(path)?.item))
  expect([wasWhole, texts.filter((text) => text.includes('posts/new')).length]).toEqual([false, 900])
  expect(folder.site.problems).toEqual([])
}, 60_000)

const isInLedger = async (name: string) => (await readFile(join(posts, LEDGER_NAME), 'utf8')).includes(name)

/** The ledger of so many posts takes some hundred milliseconds to write. */
function addManyRows(): void {
  const { db } = folder.site.context
  db.run(
    `with recursive number(n) as (select 1 union all select n + 1 from number where n < 20000)
     insert into entry (id, path, address, adopted, text, sketch, here, gone)
       select 'urn:' || n, n || '.md', 'posts/' || n || '/', 0, 'text' || n, '', 1, 0 from number`,
  )
  markChanged(db)
}

it('writes a large ledger file seldom, so that dropped posts do not wait for it', async () => {
  await open()
  addManyRows()
  await write('first.md', 'date: 2026-01-31')
  await expect.poll(() => isInLedger('20000.md'), PATIENCE).toBe(true)
  for (const name of ['second', 'third']) {
    await write(`${name}.md`, 'date: 2026-01-31', `The ${name}.`)
    await expect.poll(feed, PATIENCE).toContain(`The ${name}.`)
    // a write would hold up the next post
    await sleep(600)
    expect(await isInLedger(`${name}.md`)).toBe(false)
  }
}, 60_000)
