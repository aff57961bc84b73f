/** A database that is damaged, gone, locked or full while a server runs or before it starts: the site goes on. */
import { existsSync, truncateSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseSite } from '../config/site.ts'
import { type RunningServer, startServer } from '../serve/node.ts'

const URL_OF_SITE = 'https://blog.example'
/** In the main feed, which has no room for one more long post. */
const POSTS = 5
const PATIENCE = { timeout: 20_000 }

let root: string
let posts: string
let cache: string
let servers: RunningServer[]
/** What the servers reported. */
let reports: string[]
let title: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-database-'))
  posts = join(root, 'posts')
  cache = join(root, 'cache', 'dropfeed')
  servers = []
  reports = []
  title = 'Tea'
  await mkdir(posts)
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
  for (let number = 0; number < POSTS; number++) await write(`short-${number}`, '2026-02-01')
})
afterEach(async () => {
  for (const server of servers) await server.close()
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

const write = (title: string, date: string, body = 'Tea.') =>
  writeFile(join(posts, `${title}.md`), `---\ndate: ${date}\ntitle: ${title}\n---\n${body}\n`)

/** 18 MB in the database, more than the 16 MB it keeps in memory: it reads what became of the file. */
async function writeLong(): Promise<void> {
  const long = 'A long text. '.repeat(30_000)
  for (let number = 0; number < 15; number++) await write(`long-${number}`, '2020-02-01', long)
}

async function start(): Promise<RunningServer> {
  const server = await startServer({
    posts,
    siteAt: () => parseSite({ url: URL_OF_SITE, title }, URL_OF_SITE),
    port: 0,
    strictPort: false,
    remembers: true,
    events: { published() {}, waiting() {}, failed: ({ message }) => reports.push(message) },
  })
  servers.push(server)
  return server
}

/** The ids of the posts by their titles. */
async function ids({ port }: RunningServer): Promise<Record<string, string>> {
  const response = await fetch(`http://localhost:${port}/feed.json`)
  const { items }: { items: { title: string; id: string }[] } = await response.json()
  const short = items.filter(({ title }) => !title.startsWith('long'))
  expect(short.length).toBeGreaterThanOrEqual(POSTS)
  return Object.fromEntries(short.map(({ title, id }) => [title, id]))
}

async function databases(): Promise<string[]> {
  const names = await readdir(cache)
  return names.filter((name) => name.endsWith('.db')).map((name) => join(cache, name))
}

/** Noise, as long as the file is or longer. */
const NOISE = Buffer.alloc(40_000_000, 'noise')

const HARMS: readonly [string, (file: string) => unknown][] = [
  ['overwritten with noise', (file) => writeFile(file, NOISE)],
  ['cut off', (file) => truncateSync(file, 10_000)],
  ['empty', (file) => truncateSync(file, 0)],
  ['deleted', (file) => rm(file)],
]

describe.each(HARMS)('databases that are %s', (_, harm) => {
  it('before a start are made again, and ids stay', async () => {
    const first = await start()
    const before = await ids(first)
    await first.close()
    for (const file of await databases()) await harm(file)
    const second = await start()
    expect(await ids(second)).toEqual(before)
    expect(reports.length).toBeLessThanOrEqual(1)
    await write('New', '2026-03-01')
    await expect.poll(() => ids(second), PATIENCE).toMatchObject({ ...before, New: expect.any(String) })
  }, 60_000)

  it('while a server runs end nothing, and ids stay', async () => {
    await writeLong()
    const server = await start()
    const before = await ids(server)
    for (const file of await databases()) await harm(file)
    for (const name of ['one', 'two']) {
      await write(name, '2026-03-01')
      await expect.poll(() => ids(server), PATIENCE).toMatchObject({ ...before, [name]: expect.any(String) })
    }
    expect(reports.length).toBeLessThanOrEqual(1)
    const known = await ids(server)
    await server.close()
    expect(await ids(await start())).toEqual(known)
  }, 60_000)
})

describe('two servers of one folder', () => {
  it('show the same posts under the same ids, the second from memory', async () => {
    const [first, second] = [await start(), await start()]
    expect(reports).toEqual([expect.stringMatching(/kept in memory \(another process uses its file\)/)])
    await write('New', '2026-03-01')
    const isThere = { New: expect.any(String) }
    for (const server of [first, second])
      await expect.poll(() => ids(server), PATIENCE).toMatchObject(isThere)
    expect(await ids(second)).toEqual(await ids(first))
  }, 60_000)
})

describe('another configuration', () => {
  it('has a cache of its own, and the cache before goes', async () => {
    const first = await start()
    const before = await ids(first)
    await first.close()
    const known = await databases()
    title = 'Another title'
    expect(await ids(await start())).toEqual(before)
    const now = await databases()
    expect(now).toHaveLength(known.length)
    expect(now).not.toEqual(known)
  }, 60_000)

  it('of a second server at once is served from memory', async () => {
    const first = await start()
    title = 'Another title'
    const second = await start()
    expect(reports).toEqual([expect.stringMatching(/another process uses its file/)])
    expect(await ids(second)).toEqual(await ids(first))
  }, 60_000)
})

describe('a cache folder that is a file', () => {
  it('is reported in one line, and the site is served from memory', async () => {
    await writeFile(join(root, 'cache'), '')
    const server = await start()
    expect(Object.keys(await ids(server))).toHaveLength(POSTS)
    expect(reports).toEqual([expect.stringMatching(/kept in memory \(.*\)\. Nothing is missing/)])
    expect(existsSync(join(posts, '.identity.json'))).toBe(true)
  }, 60_000)
})
