import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { parseSite } from '../../config/site.ts'
import { LEDGER_NAME } from '../../ids/ledger-file.ts'
import { FEW } from '../../pool/pool.ts'
import { FolderThread } from './folder-thread.ts'

const site = parseSite({ url: 'https://blog.example' }, 'https://blog.example')
let root: string
let posts: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-first-start-'))
  posts = join(root, 'posts')
  await mkdir(posts)
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

/** Processes that this one has started, by id; the parent is the second field after the name in proc_pid_stat(5). */
async function children(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const parents = await Promise.all(
    ids.map(async (id) => {
      const status = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
      return status.split(') ')[1]?.split(' ')[1]
    }),
  )
  return ids.filter((_, index) => parents[index] === String(process.pid))
}

/** Opens a folder with a ledger that cannot be used, so that no post is read; returns the most workers seen. */
async function refused(count: number): Promise<number> {
  for (let number = 0; number < count; number++)
    await writeFile(join(posts, `${number}.md`), `---\ntitle: Tea ${number}\n---\n`)
  await writeFile(join(posts, LEDGER_NAME), '{')
  const events = { published() {}, waiting() {}, failed() {} }
  let isOpen = true
  const opening = FolderThread.open({ posts, remembers: true, events }, site).finally(() => {
    isOpen = false
  })
  opening.catch(() => {})
  let most = 0
  while (isOpen) most = Math.max(most, (await children()).length)
  await expect(opening).rejects.toThrow('The ledger of ids')
  return most
}

it('starts workers before anything is read where there are many posts, and ends them if the folder is refused', async () => {
  expect(await refused(FEW + 1)).toBeGreaterThan(0)
  await vi.waitFor(async () => expect(await children()).toEqual([]))
}, 30_000)

it('starts no workers for few posts', async () => {
  expect(await refused(3)).toBe(0)
}, 30_000)
