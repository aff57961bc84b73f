/** A server that may open few files: idle connections take neither posts nor requests from it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { post } from '../support/compiled.ts'

let folder: string
let server: ChildProcess
let printed: string
let address: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-files-'))
  await writeFile(join(folder, 'tea.md'), post('title: Tea'))
})
afterEach(async () => {
  const exit = once(server, 'exit')
  server.kill()
  await exit
  await rm(folder, { recursive: true })
})

async function serve(limit: number): Promise<void> {
  const args = ['src/cli/bin.js', 'serve', '--posts', folder, '--port', '0', '--log', 'off']
  server = spawn('sh', ['-c', `ulimit -n ${limit}; exec "$0" "$@"`, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  printed = ''
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  await expect.poll(() => printed, { timeout: 20_000 }).toMatch(/http:\/\/localhost:\d+/)
  address = /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? ''
}

const feed = async () => {
  const response = await fetch(`${address}/rss.xml`, { headers: { Connection: 'close' } }).catch(
    () => undefined,
  )
  return response === undefined ? '' : response.text()
}

function idle(count: number): Socket[] {
  const port = Number(new URL(address).port)
  return Array.from({ length: count }, () => connect(port, 'localhost').on('error', () => {}))
}

it('publishes a post that is saved while 1,000 connections are idle', async () => {
  await serve(256)
  const sockets = idle(1_000)
  await sleep(1_000)
  await writeFile(join(folder, 'cake.md'), post('title: Cake'))
  await expect.poll(() => printed, { timeout: 10_000 }).toContain('cake.md written: 2 posts published')
  for (const socket of sockets) socket.destroy()
  await expect.poll(feed, { timeout: 10_000 }).toContain('Cake')
})

it('answers others once the idle connections have been closed, though their clients stay', async () => {
  await serve(256)
  const sockets = idle(1_000)
  await expect.poll(feed, { timeout: 25_000 }).toContain('Tea')
  for (const socket of sockets) socket.destroy()
}, 40_000)

it('publishes a post that could not be opened when it was saved', async () => {
  await serve(256)
  // once a post has been published, all modules are loaded
  await writeFile(join(folder, 'milk.md'), post('title: Milk'))
  await expect.poll(() => printed, { timeout: 10_000 }).toContain('milk.md written: 2 posts published')
  // no file can be opened from now on
  execFileSync('prlimit', ['--pid', String(server.pid), '--nofile=3:256'])
  await writeFile(join(folder, 'cake.md'), post('title: Cake'))
  await sleep(1_500)
  expect(printed).not.toContain('cake.md')
  execFileSync('prlimit', ['--pid', String(server.pid), '--nofile=256:256'])
  await expect.poll(() => printed, { timeout: 10_000 }).toContain('cake.md written: 3 posts published')
  expect(printed).not.toMatch(/cake\.md.*(error|cannot)/)
})
