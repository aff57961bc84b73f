/** The live site, killed with everything around it while it takes its bucket, and started again on the same state. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Health, postOf, TOKEN, until } from '../support/live-server.ts'

const POSTS = 200
const PORT = 30_000 + (process.pid % 10_000)
const ORIGIN = `http://localhost:${PORT}`

let folder: string
let running: ChildProcess
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dropfeed-kill-'))
  mkdirSync(join(folder, 'posts'))
  for (let number = 0; number < POSTS; number++)
    writeFileSync(join(folder, 'posts', `${number}.md`), postOf(`Post ${number}`, `Text ${number}.`))
})
afterEach(async () => {
  await kill()
  rmSync(folder, { recursive: true, force: true })
})

function start(): void {
  const args = [
    resolve('src/cli/bin.js'),
    'dev:live',
    '--port',
    String(PORT),
    '--state',
    join(folder, 'state'),
  ]
  const env = { PATH: process.env.PATH ?? '', DROPFEED_TOKEN: TOKEN, XDG_CACHE_HOME: folder, HOME: folder }
  // a group of its own, so that workerd is killed with the command
  running = spawn(process.execPath, args, { cwd: folder, env, detached: true, stdio: 'ignore' })
}

async function kill(): Promise<void> {
  if (running.pid === undefined || running.exitCode !== null || running.signalCode !== null) return
  const gone = new Promise((resolve) => running.once('close', resolve))
  process.kill(-running.pid, 'SIGKILL')
  await gone
}

async function health(): Promise<Health | undefined> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const response = await fetch(`${ORIGIN}/.dropfeed/health`, { headers }).catch(() => undefined)
  return response?.ok ? response.json() : undefined
}

// workerd is started twice
it('goes on where it was', async () => {
  start()
  await until(async () => ((await health())?.read ?? 0) > 0, 40_000)
  await kill()
  start()
  await until(async () => (await health())?.posts === POSTS, 40_000)
  await until(async () => (await health())?.pending === 0)
  expect(await health()).toMatchObject({ posts: POSTS, stage: 'served', failures: [], problems: 0 })
  const { items } = await (await fetch(`${ORIGIN}/feed.json`)).json()
  expect(new Set(items.map(({ id }: { id: string }) => id)).size).toBe(50)
})
