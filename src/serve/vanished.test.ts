/** A server whose folder of posts is emptied, replaced and comes back. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseSite } from '../config/site.ts'
import { type RunningServer, startServer } from './node.ts'

let root: string
let server: RunningServer
const reports: string[] = []
const at = (name: string) => join(root, name)

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-vanished-'))
  mkdirSync(at('posts'))
  for (let number = 0; number < 12; number++)
    writeFileSync(at(`posts/p${number}.md`), `---\ndate: 2026-01-31\n---\nText ${number}.\n`)
  cpSync(at('posts'), at('kept'), { recursive: true })
  const note = (...seen: unknown[]) => void reports.push(JSON.stringify(seen))
  server = await startServer({
    posts: at('posts'),
    siteAt: () => parseSite({ title: 'Blog' }, 'https://blog.example'),
    port: 0,
    strictPort: false,
    remembers: true,
    events: { published: note, waiting: note, failed: ({ message }) => note(message) },
  })
})
afterEach(async () => {
  await server.close()
  await rm(root, { recursive: true, force: true })
})

const feed = async () => (await fetch(`http://localhost:${server.port}/feed.json`)).text()
const reported = (words: string) =>
  vi.waitFor(() => expect(reports.splice(0).join('\n')).toContain(words), { timeout: 10_000, interval: 50 })

it('serves on, and has the same ids, addresses and dates when the posts are back', async () => {
  const before = await feed()
  expect(JSON.parse(before).items).toHaveLength(12)
  for (let number = 0; number < 12; number++) rmSync(at(`posts/p${number}.md`))
  await reported('12 of 12 posts are gone')
  expect(await feed()).toBe(before)
  renameSync(at('posts'), at('empty'))
  renameSync(at('kept'), at('posts'))
  writeFileSync(at('posts/new.md'), '---\ndate: 2026-02-01\n---\nNew.\n')
  const known = JSON.parse(before).items
  const [, ...after] = await vi.waitFor(
    async () => {
      const { items } = JSON.parse(await feed())
      expect(items).toHaveLength(13)
      return items
    },
    { timeout: 10_000, interval: 50 },
  )
  expect(after).toEqual(known)
  const ledger = () => readFileSync(at('posts/.identity.json'), 'utf8')
  await vi.waitFor(() => expect(ledger()).toContain('"new.md"'), { timeout: 10_000 })
}, 30_000)

it('writes no ledger into a folder that stands in for the right one', async () => {
  const before = await feed()
  await vi.waitFor(() => expect(existsSync(at('posts/.identity.json'))).toBe(true), { timeout: 10_000 })
  renameSync(at('posts'), at('away'))
  mkdirSync(at('posts'))
  writeFileSync(at('posts/foreign.md'), '---\ndate: 2026-02-01\n---\nForeign.\n')
  await reported('11 of 12 posts are gone')
  writeFileSync(at('posts/another.md'), '---\ndate: 2026-02-02\n---\nAnother.\n')
  await vi.waitFor(async () => expect(await feed()).toContain('Another.'), { timeout: 10_000 })
  await sleep(500)
  expect(readdirSync(at('posts'))).toEqual(['another.md', 'foreign.md'])
  renameSync(at('posts'), at('foreign'))
  renameSync(at('away'), at('posts'))
  await vi.waitFor(async () => expect(JSON.parse(await feed()).items).toHaveLength(12), { timeout: 10_000 })
  expect(JSON.parse(await feed()).items).toEqual(JSON.parse(before).items)
}, 30_000)

it('lets the others go once half of the posts are back', async () => {
  for (let number = 0; number < 7; number++) rmSync(at(`posts/p${number}.md`))
  await reported('7 of 12 posts are gone')
  for (let number = 0; number < 3; number++) cpSync(at(`kept/p${number}.md`), at(`posts/p${number}.md`))
  await vi.waitFor(async () => expect(JSON.parse(await feed()).items).toHaveLength(8), { timeout: 10_000 })
}, 30_000)

it('takes a folder that is renamed for no loss', async () => {
  const ids = async () => JSON.parse(await feed()).items.map(({ id }: { id: string }) => id)
  const before = await ids()
  mkdirSync(at('posts/moved'))
  for (let number = 0; number < 12; number++)
    renameSync(at(`posts/p${number}.md`), at(`posts/moved/p${number}.md`))
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`http://localhost:${server.port}/moved/feed.json`)).text()).toContain(
        'Text 11',
      ),
    { timeout: 10_000 },
  )
  expect((await ids()).toSorted()).toEqual(before.toSorted())
}, 30_000)
