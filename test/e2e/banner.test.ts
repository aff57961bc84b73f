/** Who sees that a post is broken: `dropfeed serve` at a terminal and as a service, Chromium, and nginx as it comes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser, visit } from '../support/browser.ts'
import { firstAddress } from '../support/first-address.ts'
import { startNginx } from '../support/nginx.ts'

let browser: Browser
let folder: string
/** Of a server at a terminal. */
let author: string
const started: ChildProcess[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-banner-'))
  await writeFile(join(folder, 'broken.md'), '---\ntitle: Unfinished\ndate: tomorow\n---\nText.\n')
  await writeFile(join(folder, 'feed.config.js'), "export default { url: 'https://tea.example' }\n")
  browser = await startBrowser()
  author = await serve(true)
})
afterAll(async () => {
  await browser.close()
  for (const child of started) child.kill()
  await Promise.all(started.map((child) => child.exitCode ?? new Promise((end) => child.once('exit', end))))
  await rm(folder, { recursive: true })
})

function start(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  return child
}

/** Starts `serve`; gives its address. */
function serve(isAtTerminal: boolean, ...options: string[]): Promise<string> {
  const args = [resolve('src/cli/bin.js'), 'serve', '--posts', '.', '--port', '0', '--log', 'off', ...options]
  if (!isAtTerminal) return firstAddress(start(process.execPath, args))
  return firstAddress(
    start('script', ['-qfec', `exec ${[process.execPath, ...args].join(' ')}`, '/dev/null']),
  )
}

/** nginx with nothing but `proxy_pass`: it names the server as `localhost`, and says nothing of the client. */
async function proxied(origin: string, directives: string): Promise<string> {
  const nginx = await startNginx(folder, `location / { proxy_pass ${origin}; ${directives} }`)
  started.push(nginx.child)
  return nginx.origin
}

async function shows(address: string): Promise<boolean> {
  let text = ''
  await visit(browser, {}, async (page) => {
    await page.goto(address)
    text = (await page.textContent('body')) ?? ''
  })
  expect(text).toContain('My posts')
  return text.includes('broken.md:3')
}

describe('the banner', () => {
  it('is shown to the author, at a terminal', async () => {
    expect(await shows(author)).toBe(true)
  })

  it('is not shown by a service', async () => {
    expect(await shows(await serve(false))).toBe(false)
  })

  it('is shown and hidden on request', async () => {
    expect(await shows(await serve(false, '--banner'))).toBe(true)
    expect(await shows(await serve(true, '--no-banner'))).toBe(false)
  })

  it.each([
    ['as it comes', ''],
    ['in HTTP/1.1', 'proxy_http_version 1.1;'],
    ['that keeps connections', 'proxy_http_version 1.1; proxy_set_header Connection "";'],
  ])('is not shown through nginx %s, even at a terminal', async (_, directives) => {
    expect(await shows(await proxied(author, directives))).toBe(false)
  })
})
