/**
 * A post dropped into the folder of a running `npm start` is in all three documents within a second; so are its
 * edit, its new name and its removal. Prints how long each took.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstAddress } from '../support/first-address.ts'

const DOCUMENTS = ['/rss.xml', '/atom.xml', '/feed.json']

/** In milliseconds, on a busy machine; `npm run bench:drop` measures the usual time. */
const PATIENCE = 10_000

describe('a post dropped into the folder', () => {
  let posts: string
  let server: ChildProcess
  let origin = ''

  beforeAll(async () => {
    posts = await mkdtemp(join(tmpdir(), 'dropfeed-drop-'))
    server = spawn('npm', ['start', '--silent', '--', '--posts', posts, '--config', 'feed.config.ts'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    origin = await firstAddress(server)
  })
  afterAll(async () => {
    if (server.pid !== undefined) process.kill(-server.pid)
    await rm(posts, { recursive: true })
  })

  const path = (name: string) => join(posts, name)
  const arrival = async (what: string, expected: (text: string) => boolean) => {
    const started = performance.now()
    while (!(await inAll(origin, expected))) {
      if (performance.now() - started > PATIENCE) throw new Error(`${what}: not served after ten seconds`)
      await sleep(5)
    }
  }

  it('starts with an empty folder and valid, empty feeds', async () => {
    expect(await inAll(origin, (text) => !/<item>|<entry>|"id"/.test(text))).toBe(true)
  })

  it('is served when it is added', async () => {
    await writeFile(path('tea.md'), '---\ntitle: Green tea\ndate: 2026-01-02\n---\nWarm.\n')
    await arrival('added', (text) => text.includes('Green tea'))
  })

  it('is served as it is after an edit', async () => {
    await writeFile(path('tea.md'), '---\ntitle: Black tea\ndate: 2026-01-02\n---\nHot.\n')
    await arrival('edited', (text) => text.includes('Black tea') && !text.includes('Green tea'))
  })

  it('keeps its last good version while it is broken', async () => {
    await writeFile(path('tea.md'), '---\ntitle: Broken tea\ndate: tomorow\n---\nCold.\n')
    await writeFile(path('cake.md'), '---\ntitle: Cake\ndate: 2026-01-02\n---\nSweet.\n')
    const isKept = (text: string) => text.includes('Black tea') && !text.includes('Broken tea')
    await arrival('a post after it', (text) => text.includes('Cake') && isKept(text))
    await writeFile(path('tea.md'), '---\ntitle: White tea\ndate: 2026-01-02\n---\nMild.\n')
    await arrival('mended', (text) => text.includes('White tea'))
  })

  it('follows its file to a new name', async () => {
    await rename(path('tea.md'), path('infusion.md'))
    await arrival('renamed', (text) => text.includes('/posts/infusion') && !text.includes('/posts/tea'))
  })

  it('is gone when its file is', async () => {
    await rm(path('infusion.md'))
    await arrival('removed', (text) => !text.includes('White tea'))
  })
})

async function inAll(origin: string, expected: (text: string) => boolean): Promise<boolean> {
  const texts = await Promise.all(DOCUMENTS.map(async (path) => (await fetch(origin + path)).text()))
  return texts.every(expected)
}
