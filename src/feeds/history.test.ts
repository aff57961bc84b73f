/** A server that was stopped and started again: what clients have from before is never taken for more than it is. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseSite } from '../config/site.ts'
import { type RunningServer, startServer } from '../serve/node.ts'

const URL_OF_SITE = 'https://blog.example'
const PUBLISHED = 'Sat, 31 Jan 2026 00:00:00 GMT'

let root: string
let posts: string
let now: number
let server: RunningServer

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-history-'))
  posts = join(root, 'posts')
  now = Date.UTC(2026, 1, 10)
  await mkdir(posts)
  await write('Green tea.')
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
})
afterEach(async () => {
  await server.close()
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

const write = (text: string) => writeFile(join(posts, 'tea.md'), `---\ndate: 2026-01-31\n---\n${text}\n`)

async function start(remembers = true): Promise<void> {
  server = await startServer({
    posts,
    siteAt: () => parseSite({ url: URL_OF_SITE }, URL_OF_SITE),
    port: 0,
    strictPort: false,
    now,
    remembers,
    events: { published: () => seen(), waiting() {}, failed() {} },
  })
}

let seen = () => {}

/** An edit that a running server sees, a day later. */
async function edit(text: string): Promise<void> {
  await restart()
  const published = new Promise<void>((resolve) => {
    seen = resolve
  })
  await write(text)
  await published
}

async function ask(headers: Record<string, string> = {}) {
  const response = await fetch(`http://localhost:${server.port}/feed.json`, { headers })
  await response.arrayBuffer()
  return {
    status: response.status,
    date: response.headers.get('last-modified') ?? '',
    tag: response.headers.get('etag') ?? '',
  }
}

async function restart(meanwhile = async () => {}): Promise<void> {
  await server.close()
  await meanwhile()
  now += 86_400_000
  await start()
}

it('keeps the date of an edit without a new date', async () => {
  await start()
  expect((await ask()).date).toBe(PUBLISHED)
  await edit('Black tea.')
  const { date } = await ask()
  expect(date).toBe('Wed, 11 Feb 2026 00:00:00 GMT')
  await restart()
  expect((await ask()).date).toBe(date)
  expect((await ask({ 'If-Modified-Since': date })).status).toBe(304)
})

it('tells a client that knows only the date of an edit while the server was stopped', async () => {
  await start()
  await edit('Black tea.')
  const { date } = await ask()
  await restart(() => write('White tea.'))
  const after = await ask({ 'If-Modified-Since': date })
  expect(after.status).toBe(200)
  expect(Date.parse(after.date)).toBe(now)
})

it('tells what is new since a copy from before', async () => {
  await start()
  const { tag } = await ask()
  await restart(() => writeFile(join(posts, 'milk.md'), '---\ndate: 2026-02-01\n---\nMilk.\n'))
  expect((await ask({ 'A-IM': 'feed', 'If-None-Match': tag })).status).toBe(226)
})

it('remembers through a run in which nobody asked', async () => {
  await start()
  await edit('Black tea.')
  const { date } = await ask()
  await restart()
  await restart()
  expect((await ask()).date).toBe(date)
})

it('does without where the databases are broken, and where nothing may be kept', async () => {
  await start()
  await edit('Black tea.')
  await ask()
  const folder = join(root, 'cache', 'dropfeed')
  await restart(async () => {
    for (const name of await readdir(folder))
      if (name.endsWith('.db')) await writeFile(join(folder, name), 'noise'.repeat(1000))
  })
  expect((await ask()).date).toBe(PUBLISHED)
  await server.close()
  await rm(folder, { recursive: true })
  await start(false)
  await ask()
  await server.close()
  expect(existsSync(folder)).toBe(false)
})
