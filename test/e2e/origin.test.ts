/** Files and pages of a static build, opened in Chromium from nginx, which sends no policy: nothing of a post runs. */
import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSite } from '../../src/config/site.ts'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { type Browser, startBrowser, visit } from '../support/browser.ts'
import { runIn } from '../support/command.ts'
import { startNginx } from '../support/nginx.ts'

const RUN = "document.documentElement.setAttribute('data-ran', '')"
const SVG = 'xmlns="http://www.w3.org/2000/svg"'

/** Each runs if a browser takes it for what it is. */
const FILES: Readonly<Record<string, string>> = {
  'evil.html': `<script>${RUN}</script>`,
  'evil.xhtml': `<html xmlns="http://www.w3.org/1999/xhtml"><script>${RUN}</script></html>`,
  'script.svg': `<svg ${SVG}><script>${RUN}</script></svg>`,
  'handler.svg': `<svg ${SVG} onload="${RUN}"/>`,
  'evil.xml': `<?xml version="1.0"?><a><script xmlns="http://www.w3.org/1999/xhtml">${RUN}</script></a>`,
  'evil.gpx': `<?xml version="1.0"?><gpx><script xmlns="http://www.w3.org/1999/xhtml">${RUN}</script></gpx>`,
  'evil.html.heic': `<script>${RUN}</script>`,
}

const DRAWING = `<svg ${SVG} width="90" height="40"><rect width="90" height="40" fill="#c2500f"/></svg>`

let browser: Browser
let home: string
let server: RunningServer
let nginx: ChildProcess
const origins: Record<string, string> = {}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dropfeed-origin-'))
  const posts = join(home, 'posts')
  await mkdir(posts)
  const files = { ...FILES, 'run.js': RUN, 'drawing.svg': DRAWING }
  for (const [name, content] of Object.entries(files)) await writeFile(join(posts, name), content)
  const links = Object.keys(files).map((name) => `[${name}](${name})`)
  const text = `![The drawing](drawing.svg)\n\n${links.join('\n')}\n`
  await writeFile(join(posts, 'a.md'), `---\ntitle: A\ndate: 2026-01-31\nid: a\n---\n${text}`)
  const built = await runIn(home, ['build'], { XDG_CACHE_HOME: join(home, 'cache') })
  expect(built.code).toBe(0)
  const events = { published() {}, waiting() {}, failed() {} }
  const siteAt = (url: string) => parseSite({}, url)
  server = await startServer({ posts, siteAt, port: 0, strictPort: false, events })
  const served = await startNginx(home, `root ${join(home, 'dist/site')}; include /etc/nginx/mime.types;`)
  nginx = served.child
  Object.assign(origins, { serve: `http://localhost:${server.port}`, nginx: served.origin })
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
  nginx.kill()
  await rm(home, { recursive: true })
})

/** Opens an address, whatever becomes of it: a download, or nothing at all. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address).catch((error: Error) => {
    if (!error.message.includes('Download is starting')) throw error
  })
}

const hasRun = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute('data-ran'))

describe.each(['serve', 'nginx'])('by %s', (name) => {
  it.each(Object.keys(FILES))('%s runs nothing', async (file) => {
    const context = await browser.open()
    const page = await context.newPage()
    await open(page, `${origins[name]}/media/${file}`)
    expect(await hasRun(page)).toBe(false)
    await context.close()
  })

  it('a page runs its own script, and no file', async () => {
    const context = await browser.open()
    const page = await context.newPage()
    await page.goto(`${origins[name]}/feeds/`)
    expect(await page.getByRole('button', { name: 'Copy' }).isVisible()).toBe(true)
    const outcome = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const script = document.createElement('script')
          script.onload = () => resolve('loaded')
          script.onerror = () => resolve('refused')
          script.src = '/media/run.js'
          document.body.append(script)
        }),
    )
    expect(outcome).toBe('refused')
    expect(await hasRun(page)).toBe(false)
    await context.close()
  })

  it('a drawing is shown, in its post and by itself', async () => {
    await visit(browser, {}, async (page) => {
      await page.goto(`${origins[name]}/posts/a/`)
      const width = await page.evaluate(async () => {
        const [picture] = document.images
        await picture?.decode()
        return picture?.naturalWidth
      })
      expect(width).toBe(90)
      await page.goto(`${origins[name]}/media/drawing.svg`)
      expect(await page.evaluate(() => document.documentElement.localName)).toBe('svg')
    })
  })
})

it('each file would run without that', async () => {
  const posts = await startNginx(
    home,
    `root ${join(home, 'posts')}; include /etc/nginx/mime.types; autoindex on;`,
  )
  const context = await browser.open()
  const page = await context.newPage()
  const ran: string[] = []
  for (const file of Object.keys(FILES)) {
    await open(page, `${posts.origin}/${file}`)
    if (await hasRun(page)) ran.push(file)
  }
  await context.close()
  posts.child.kill()
  expect(ran).toEqual(
    expect.arrayContaining(['evil.html', 'evil.xhtml', 'script.svg', 'handler.svg', 'evil.xml']),
  )
})
