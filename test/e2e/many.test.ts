/** First runs over so many posts that helpers read and compose them: the same as by one thread, and no helper stays. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { build } from '../support/builds.ts'
import { runIn } from '../support/command.ts'
import { firstAddress } from '../support/first-address.ts'
import { content } from '../support/output.ts'

const MANY = 400

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-many-'))
  mkdirSync(join(home, 'posts', 'notes'), { recursive: true })
  for (let index = 0; index < MANY; index++) writeFileSync(pathOf(index), textOf(index))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const pathOf = (index: number) => join(home, 'posts', index % 2 === 0 ? 'notes' : '', `post-${index}.md`)

/** Every seventh names another one. */
function textOf(index: number): string {
  const date = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString()
  const link = index % 7 === 0 ? `[another](post-${(index + 2) % MANY}.md)` : ''
  return `---\ntitle: Post ${index}\ndate: ${date}\ntags: [t${index % 30}]\n---\n**Text** of ${index}. ${link}\n`
}

it('are what one thread makes of them', async () => {
  const [together, alone] = [join(home, 'together'), join(home, 'alone')]
  expect(await build({ home, out: together })).toMatchObject({ code: 0 })
  rmSync(join(home, 'cache'), { recursive: true })
  // on one processor nobody helps
  expect(await build({ home, out: alone, through: ['taskset', '--cpu-list', '0'] })).toMatchObject({
    code: 0,
  })
  const made = content(together)
  expect(Object.keys(made).length).toBeGreaterThan(MANY)
  expect(content(alone)).toEqual(made)
})

it('end where the configuration is wrong', async () => {
  writeFileSync(join(home, 'feed.config.ts'), 'export default { titel: "Blog" }\n')
  const { code, error } = await runIn(home, ['build'], { XDG_CACHE_HOME: join(home, 'cache') })
  expect(error).toContain('titel')
  expect(code).toBe(2)
})

it('end where a problem is not let through', async () => {
  writeFileSync(pathOf(0), '---\ndate: tomorow\n---\nText.\n')
  const { code, error } = await runIn(home, ['build', '--strict'], { XDG_CACHE_HOME: join(home, 'cache') })
  expect(error).toContain('Nothing was written: 1 problem.')
  expect(code).toBe(1)
})

/** Starts a server over the posts for the first time. */
function serve(): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', XDG_CACHE_HOME: join(home, 'cache') }
  return spawn(process.execPath, [resolve('src/cli/bin.js'), 'serve', '--port', '0'], { cwd: home, env })
}

/** The processes that a process has started, from all of its threads: proc_pid_task_children(5). */
function helpersOf({ pid }: ChildProcess): string[] {
  const tasks = `/proc/${pid}/task`
  const started = readdirSync(tasks).map((task) => readFileSync(join(tasks, task, 'children'), 'utf8'))
  return started.flatMap((pids) => pids.trim().split(' ')).filter((child) => child !== '')
}

const PATIENCE = { timeout: 20_000 }

it('of a server end, and every post is served', async () => {
  const server = serve()
  const origin = await firstAddress(server)
  await expect.poll(() => helpersOf(server), PATIENCE).toEqual([])
  for (const index of [0, 7, MANY - 1]) {
    const page = await fetch(`${origin}/posts/post-${index}`)
    expect(await page.text()).toContain(`of ${index}.`)
  }
  server.kill()
  await once(server, 'exit')
}, 30_000)

it('end with a server that is killed', async () => {
  const server = serve()
  await expect.poll(() => helpersOf(server).length, { ...PATIENCE, interval: 5 }).toBeGreaterThan(0)
  const helpers = helpersOf(server)
  server.kill('SIGKILL')
  await expect.poll(() => helpers.filter((pid) => existsSync(`/proc/${pid}`)), PATIENCE).toEqual([])
}, 30_000)
