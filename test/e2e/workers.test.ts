/** A worker of the pool that dies while it composes posts: builds and servers go on, and no post is missing. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { build } from '../support/builds.ts'
import { firstAddress } from '../support/first-address.ts'
import { content } from '../support/output.ts'

/** So many that workers compose them. */
const POSTS = 400

let home: string
let marker: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dropfeed-workers-'))
  marker = join(home, 'died')
  mkdirSync(join(home, 'posts'))
  for (let index = 0; index < POSTS; index++)
    writePost(`post-${index}`, new Date(Date.UTC(2026, 0, 1) + index * 3_600_000))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function writePost(name: string, date: Date): void {
  const text = `---\ntitle: ${name}\ndate: ${date.toISOString()}\n---\n**Text** of ${name}.\n`
  writeFileSync(join(home, 'posts', `${name}.md`), text)
}

const dying = () => ({
  DIE_ONCE: marker,
  NODE_OPTIONS: `--import=${resolve('test/support/die-composing.mjs')}`,
})

it('a build is the same as without the death', async () => {
  const [whole, out] = [join(home, 'whole'), join(home, 'out')]
  expect(await build({ home, out: whole })).toMatchObject({ code: 0 })
  rmSync(join(home, 'cache'), { recursive: true })
  const through = ['env', ...Object.entries(dying()).map(([name, value]) => `${name}=${value}`)]
  expect(await build({ home, out, through })).toMatchObject({ code: 0 })
  expect(existsSync(marker)).toBe(true)
  expect(content(out)).toEqual(content(whole))
})

it('a server publishes all posts, and those that come later', async () => {
  const args = ['src/cli/bin.js', 'serve', '--posts', join(home, 'posts'), '--port', '0', '--log', 'off']
  const env = { ...process.env, ...dying(), XDG_CACHE_HOME: join(home, 'cache') }
  const server = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const origin = await firstAddress(server)
    expect(existsSync(marker)).toBe(true)
    const read = async (path: string) => (await fetch(origin + path)).text()
    for (let index = 0; index < POSTS; index++)
      expect(await read(`/posts/post-${index}`)).toContain(`<strong>Text</strong> of post-${index}.`)
    writePost('later', new Date())
    await expect.poll(() => read('/rss.xml'), { timeout: 20_000 }).toContain('<title>later</title>')
  } finally {
    const exit = once(server, 'exit')
    server.kill()
    await exit
  }
})
