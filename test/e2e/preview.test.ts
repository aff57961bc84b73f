/** A site that has a `url`, looked at on the publisher's own machine: everything it shows comes from there. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseSite } from '../../src/config/site.ts'
import { type RunningServer, startServer } from '../../src/serve/node.ts'
import { type Browser, startBrowser, visit } from '../support/browser.ts'

const SCREENSHOTS = '.test-out/screenshots/preview'

const POST = `---
title: The harbour
image: harbour.png
audio: tide.mp3
author: { name: Ada, avatar: URL/media/lighthouse.png }
date: 2026-01-31
---
![The lighthouse](lighthouse.png) [the sound](tide.mp3)
`

let browser: Browser
let posts: string

beforeAll(async () => {
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-preview-'))
  await mkdir(SCREENSHOTS, { recursive: true })
  for (const name of ['harbour.png', 'lighthouse.png', 'tide.mp3'])
    await copyFile(join('posts', name), join(posts, name))
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await rm(posts, { recursive: true })
})

/** How wide each picture of a page is; a broken one has no width. */
function widths(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const pictures = [...document.images]
    await Promise.allSettled(pictures.map((picture) => picture.decode()))
    return pictures.map(({ naturalWidth }) => naturalWidth)
  })
}

async function serving(url: string): Promise<RunningServer> {
  await writeFile(join(posts, 'harbour.md'), POST.replace('URL', url))
  const events = { published() {}, waiting() {}, failed() {} }
  const siteAt = () => parseSite({ url, title: 'Tea notes' }, url)
  return startServer({ posts, siteAt, port: 0, strictPort: false, events })
}

it.each([
  ['https://tea.example', ''],
  ['https://tea.example/blog', '/blog'],
])('of %s shows its pictures, and leads nowhere else', async (url, base) => {
  const server = await serving(url)
  const origin = `http://localhost:${server.port}`
  await visit(browser, {}, async (page) => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${origin}${base}/`)
    await page.getByRole('link', { name: 'The harbour' }).click()
    expect(await widths(page)).toEqual([960, 960, 960])
    await page.screenshot({ path: join(SCREENSHOTS, `at${base.replace('/', ' ')}.png`), fullPage: true })
    await page.goto(`${origin}${base}/posts/harbour/`)
    expect(page.url()).toBe(`${origin}${base}/posts/harbour`)
    await page.getByRole('link', { name: 'RSS', exact: true }).click()
    expect(page.url()).toBe(`${origin}${base}/rss.xml`)
    expect(await page.getByLabel('Copy this address').inputValue()).toBe(`${url}/rss.xml`)
    expect(asked.filter((address) => !address.startsWith(origin) && !address.startsWith('data:'))).toEqual([])
  })
  const feed = await (await fetch(`${origin}/rss.xml`)).text()
  expect(feed).toContain(`${url}/media/lighthouse.png`)
  expect(feed).not.toContain(origin)
  await server.close()
})
