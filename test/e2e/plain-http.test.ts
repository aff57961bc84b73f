/** Over plain http Chromium sends no Sec-Fetch-*, and its user sees the page of a feed all the same. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '../../src/serve/node.ts'
import { type Browser, startBrowser } from '../support/browser.ts'
import { serveFolder } from '../support/services.ts'

let server: RunningServer
let browser: Browser

beforeAll(async () => {
  server = await serveFolder('posts')
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

it.each(['rss.xml', 'atom.xml', 'feed.json'])('%s is a page', async (file) => {
  const context = await browser.open()
  const page = await context.newPage()
  const response = await page.goto(`http://plain.example:${server.port}/${file}`)
  expect(await response?.request().headerValue('sec-fetch-dest')).toBeNull()
  expect(await response?.headerValue('content-type')).toBe('text/html; charset=utf-8')
  const raw = await page.goto(`http://plain.example:${server.port}/${file}?raw`)
  expect(await raw?.headerValue('content-type')).toMatch(/^application\//)
  await context.close()
})
