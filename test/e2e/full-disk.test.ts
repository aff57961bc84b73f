/** A server whose files may not grow: the site goes on from memory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'

let root: string
let server: ChildProcess
let printed = ''

afterEach(async () => {
  const exit = once(server, 'exit')
  server.kill()
  await exit
  await rm(root, { recursive: true })
})

/** @param blocks that a file may have, of 512 bytes: what is written beyond fails, as on a full disk */
async function serve(blocks: number): Promise<string> {
  const args = ['src/cli/bin.js', 'serve', '--posts', join(root, 'posts'), '--port', '0', '--log', 'off']
  server = spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, ...args], {
    env: { ...process.env, XDG_CACHE_HOME: join(root, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  await expect.poll(() => printed, { timeout: 20_000 }).toMatch(/http:\/\/localhost:\d+/)
  return /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? ''
}

it('publishes what is dropped, and reports it in one line', async () => {
  root = await mkdtemp(join(tmpdir(), 'dropfeed-full-'))
  const write = (title: string, day: number, body = 'Tea.') =>
    writeFile(
      join(root, 'posts', `${title}.md`),
      `---\ntitle: ${title}\ndate: 2026-01-0${day}\n---\n${body}\n`,
    )
  await mkdir(join(root, 'posts'))
  await write('tea', 1)
  const address = await serve(1_500)
  const feed = async () => (await fetch(`${address}/rss.xml`)).text()
  expect(await feed()).toContain('tea')
  const long = '*Tea* and `milk`. '.repeat(20_000)
  const isThere = async (title: string) => (await feed()).includes(`<title>${title}</title>`)
  for (const [day, title] of ['one', 'two', 'three'].entries()) {
    await write(title, day + 2, long)
    await expect.poll(() => isThere(title), { timeout: 20_000 }).toBe(true)
  }
  await write('cake', 9)
  await expect.poll(() => isThere('cake'), { timeout: 20_000 }).toBe(true)
  const lines = printed.split('\n').filter((line) => line.includes("The site's database"))
  expect(lines).toEqual([expect.stringMatching(/cannot be used any more .* made again from the posts/)])
  await expect
    .poll(() => readFile(join(root, 'posts', '.identity.json'), 'utf8'), { timeout: 10_000 })
    .toContain('cake.md')
}, 60_000)
