/** Threads that help: what one of them cannot do is known to whoever asked, whatever else is going on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hash } from '../../src/adapters/hash.ts'
import { Helpers } from '../../src/adapters/threads/helpers.ts'
import { createCompiler } from '../../src/compile.ts'
import { parseSite } from '../../src/config.ts'

const site = parseSite({ title: 'Blog' }, 'https://blog.example')
const names = ['a.md', 'b.md']

let posts: string
let helpers: Helpers

beforeEach(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-helpers-'))
  helpers = new Helpers(site)
})
afterEach(async () => {
  await helpers.close()
  await rm(posts, { recursive: true, force: true })
})

/** Tasks to write two posts, of which the files are not what they were. */
async function staleTasks() {
  const sources = names.map((path) => ({ path, text: `---\ndate: 2026-01-31\n---\nText of ${path}.\n` }))
  for (const { path, text } of sources) await writeFile(join(posts, path), `${text}One more line.\n`)
  const { feeds } = createCompiler(site, hash).compile({ sources, files: new Map() }, Date.UTC(2026, 5, 1))
  const members = feeds.find(({ base }) => base === '/')?.entries ?? []
  return members.map(({ addressed, twins }) => ({
    kind: 'write' as const,
    folder: posts,
    members: [{ addressed, twins, version: 'another' }],
  }))
}

it('say that a post has changed before the thread that asked is free', async () => {
  const tasks = await staleTasks()
  expect(tasks).toHaveLength(2)
  const never = new Promise(() => {})
  await expect(helpers.write(tasks, never)).rejects.toThrow(/\.md changed while it was being used/)
})

it('say so beside the thread that asked', async () => {
  await expect(helpers.write(await staleTasks(), Promise.resolve())).rejects.toThrow(/changed while/)
})
