/** A server whose folder of posts is emptied, replaced and comes back. */
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
}, 30_000)
