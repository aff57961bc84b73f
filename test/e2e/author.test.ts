/** `dropfeed serve` for whoever writes: pages that follow each save, drafts, and a browser that opens by itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, startBrowser, visit } from '../support/browser.ts'
import { runIn } from '../support/command.ts'
import { firstAddress } from '../support/first-address.ts'

const BIN = resolve('src/cli/bin.js')

let browser: Browser
let folder: string
const started: ChildProcess[] = []
const at = (...names: string[]) => join(folder, ...names)
const drop = (name: string, text: string) => writeFile(at('posts', name), text)
const configure = (text: string) => writeFile(at('feed.config.ts'), `export default ${text}\n`)

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dropfeed-author-'))
  await mkdir(at('posts'))
  await drop('tea.md', '---\ntitle: Green tea\ndate: 2026-01-31\n---\nHot.\n')
  await configure("{ title: 'Tea notes', url: 'https://tea.example' }")
})
afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill()
    if (child.exitCode === null) await new Promise((end) => child.once('exit', end))
  }
  await rm(folder, { recursive: true })
})

/** What was printed so far, and the address. */
async function serve(isAtTerminal: boolean, ...options: string[]) {
  const args = [BIN, 'serve', '--port', '0', '--log', 'off', ...options]
  const [program, ...rest] = isAtTerminal
    ? ['script', '-qfec', `exec ${[process.execPath, ...args].join(' ')}`, '/dev/null']
    : [process.execPath, ...args]
  const child = spawn(program ?? '', rest, {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: at('cache') },
  })
  started.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  return { address: await firstAddress(child), printed: () => printed }
}

/** Resolves when a page that nobody touches shows a text. */
const shown = (page: Page, text: string) =>
  expect.poll(() => page.textContent('body'), { timeout: 10_000 }).toContain(text)

describe('an open page', () => {
  it('follows each save of a post and of the configuration', async () => {
    const { address, printed } = await serve(true)
    await visit(browser, {}, async (page) => {
      await page.goto(address)
      await shown(page, 'Green tea')
      await drop('tea.md', '---\ntitle: Black tea\ndate: 2026-01-31\n---\nHotter.\n')
      await shown(page, 'Black tea')
      await configure("{ title: 'Coffee notes', url: 'https://tea.example' }")
      await shown(page, 'Coffee notes')
      await configure("{ titel: 'Cocoa notes' }")
      await shown(page, '"titel" is not a setting ("Cocoa notes"). Did you mean "title"?')
      expect(await page.title()).toBe('Coffee notes')
      expect(printed()).toContain('error: "titel" is not a setting')
      await drop('rain.md', '---\ntitle: Rain\ndate: 2026-02-01\n---\nWet.\n')
      await shown(page, 'Rain')
      await configure("{ title: 'Cocoa notes', url: 'https://tea.example' }")
      await expect.poll(() => page.title(), { timeout: 10_000 }).toBe('Cocoa notes')
      expect(await page.textContent('body')).not.toContain('mistake')
    })
  })

  it('is of a configuration that is read again with the modules that it imports', async () => {
    await writeFile(at('more.ts'), "export const title: string = 'One'\n")
    await writeFile(at('people.json'), '{ "ada": { "name": "Ada" } }')
    const imports = `import { title } from './more.ts'\nimport authors from './people.json' with { type: 'json' }\n`
    await writeFile(at('feed.config.ts'), `${imports}export default { title, authors, author: 'ada' }\n`)
    const { address } = await serve(false)
    const feed = async () => (await fetch(`${address}/atom.xml`)).text()
    await writeFile(at('more.ts'), "export const title: string = 'Two'\n")
    await expect.poll(feed, { timeout: 10_000 }).toContain('<title>Two</title>')
    await writeFile(at('people.json'), '{ "ada": { "name": "Ada Marlowe" } }')
    await expect.poll(feed, { timeout: 10_000 }).toContain('<name>Ada Marlowe</name>')
  })

  it('does so on this machine alone, at a terminal, without a proxy', async () => {
    const [terminal, service] = await Promise.all([serve(true), serve(false)])
    const ask = (address: string, headers = {}) => fetch(address, { headers })
    const changes = '/.dropfeed/changes'
    expect(await (await ask(terminal.address)).text()).toContain('EventSource')
    const proxied = { 'X-Forwarded-For': '192.0.2.1' }
    for (const answer of [await ask(terminal.address, proxied), await ask(service.address)]) {
      expect(answer.headers.get('Content-Security-Policy')).not.toContain('connect-src')
      expect(await answer.text()).not.toContain('EventSource')
    }
    expect((await ask(terminal.address + changes, proxied)).status).toBe(404)
    expect((await ask(service.address + changes)).status).toBe(404)
    expect((await runIn(folder, ['build'])).code).toBe(0)
    const built = await readFile(at('dist/site/index.html'), 'utf8')
    expect(built).toContain('Green tea')
    expect(built).not.toMatch(/EventSource|connect-src/)
  })
})

it('a scheduled post is reported when it appears', async () => {
  const { printed } = await serve(false)
  const soon = new Date(Date.now() + 2000).toISOString()
  await drop('soon.md', `---\ntitle: Soon\ndate: ${soon}\n---\nHere.\n`)
  await expect.poll(printed, { timeout: 10_000 }).toContain('1 scheduled post appeared: 2 posts published.')
})

describe('posts that are held back', () => {
  beforeEach(async () => {
    await drop('idea.md', '---\ntitle: An idea\ndraft: true\n---\nNot yet.\n')
    await drop('letter.md', '---\ntitle: A letter\ndate: 2040-01-01 09:00\n---\nLater.\n')
    await mkdir(at('posts/drafts'))
    await drop('drafts/other.md', 'Without a title.\n')
    await mkdir(at('posts/_includes'))
    await drop('_includes/part.md', 'A part.\n')
  })
  const feed = async (address: string) => {
    const answer = await fetch(`${address}/feed.json`)
    const { items } = (await answer.json()) as { items: { title?: string }[] }
    return { titles: items.map(({ title }) => title).sort(), caching: answer.headers.get('Cache-Control') }
  }

  it('are shown on request, marked; nothing of them is kept', async () => {
    const { address } = await serve(false, '--drafts', '--future')
    const titles = ['Draft', 'Draft: An idea', 'Green tea', 'Scheduled for 2040-01-01 09:00: A letter']
    expect(await feed(address)).toEqual({ titles, caching: 'no-store' })
    await visit(browser, {}, async (page) => {
      const answer = await page.goto(`${address}/posts/idea`)
      expect(answer?.headers()['cache-control']).toBe('no-store')
      expect(await page.textContent('h1')).toBe('Draft: An idea')
      expect(await page.textContent('body')).toContain('Posts that are held back are shown here')
    })
    expect(existsSync(at('posts/.identity.json'))).toBe(false)
    expect(existsSync(at('cache'))).toBe(false)
  })

  it('are shown by kind, and never without a request', async () => {
    const all = await Promise.all([serve(false), serve(false, '--drafts'), serve(false, '--future')])
    const [none, drafts, future] = await Promise.all(all.map(({ address }) => feed(address)))
    expect(none?.titles).toEqual(['Green tea'])
    expect(none?.caching).toContain('public')
    expect(drafts?.titles).toEqual(['Draft', 'Draft: An idea', 'Green tea'])
    expect(future?.titles).toEqual(['Green tea', 'Scheduled for 2040-01-01 09:00: A letter'])
  })

  it('are served to this machine alone', async () => {
    const { address } = await serve(false, '--drafts')
    const { port } = new URL(address)
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow('fetch failed')
  })
})

describe('--open', () => {
  const desktop = async () => {
    await mkdir(at('bin'))
    await writeFile(at('bin/xdg-open'), `#!/bin/sh\necho "$1" > ${at('opened')}\n`)
    await chmod(at('bin/xdg-open'), 0o755)
    return { PATH: `${at('bin')}${delimiter}${process.env.PATH}` }
  }

  it('opens the address', async () => {
    Object.assign(process.env, await desktop())
    const { address } = await serve(false, '--open')
    await expect.poll(() => existsSync(at('opened'))).toBe(true)
    await expect.poll(() => readFile(at('opened'), 'utf8')).toBe(`${address}\n`)
  })

  it('opens nothing where the port is in use', async () => {
    const other = createServer().listen(0)
    const place = other.address()
    const port = String(typeof place === 'object' && place !== null ? place.port : 0)
    const { code, error } = await runIn(folder, ['serve', '--port', port, '--open'], await desktop())
    other.close()
    expect([code, error]).toEqual([1, expect.stringContaining(`Port ${port} is in use.`)])
    expect(existsSync(at('opened'))).toBe(false)
  })
})
