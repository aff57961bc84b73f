/** What a browser makes of sites that hold too much, nothing at all, or what was written to break them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningServer } from '../../src/serve/node.ts'
import {
  type Browser,
  barriers,
  complaints,
  LOOKS,
  sidewaysRoom,
  startBrowser,
  visit,
} from '../support/browser.ts'
import { serveFolder } from '../support/services.ts'

const SCREENSHOTS = '.test-out/screenshots/extremes'

let browser: Browser

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true })
  browser = await startBrowser()
})
afterAll(() => browser.close())

const LONG = 'Donaudampfschifffahrt'.repeat(240)

const numbered = (word: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${word} ${index}`)

/** Too much of everything. */
const EXTREME = `---
title: ${LONG}
date: 2026-05-20
slug: extreme
tags: [${numbered('tag', 500)}, ${LONG}]
author: ${LONG}
---
${LONG}

\`${LONG}\`

| ${numbered('column', 40).join(' | ')} |
|${' - |'.repeat(40)}
| ${LONG} |

\`\`\`
${LONG}
\`\`\`

# ${LONG}

https://example.org/${LONG}
`

describe.each([
  ['too much', { 'extreme.md': EXTREME, 'next.md': EXTREME.replace('slug: extreme', 'slug: next') }],
  ['nothing', {}],
])('a site with %s', (name, files) => {
  let folder: string
  let site: RunningServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropfeed-extreme-'))
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text)
    site = await serveFolder(folder)
  })
  afterAll(async () => {
    await site.close()
    await rm(folder, { recursive: true })
  })

  it.each(
    name === 'nothing'
      ? ['/', '/feeds/', '/rss.xml']
      : ['/', '/feeds/', '/rss.xml', '/tags/tag-1/', '/posts/extreme'],
  )('%s stays in shape on a phone', async (path) => {
    await visit(browser, LOOKS.phone, async (page) => {
      await page.goto(`http://localhost:${site.port}${path}`)
      const file = `${name} ${path.replaceAll('/', ' ').trim() || 'home'}.phone.png`
      await page.screenshot({ path: join(SCREENSHOTS, file) })
      expect(await sidewaysRoom(page)).toBe(0)
      expect(await barriers(page)).toEqual([])
    })
  })
})

describe('a site with hostile posts', () => {
  it('runs, loads and breaks nothing in a browser', async () => {
    const site = await serveFolder('test/fixtures/hostile', 'test/support/hostile.config.ts')
    const local = `http://localhost:${site.port}`
    const context = await browser.open(LOOKS.phone)
    const page = await context.newPage()
    const found = complaints(page)
    page.on('dialog', (dialog) => {
      found.push(dialog.message())
      return dialog.dismiss()
    })
    await context.route(
      ({ origin }) => origin !== local,
      (route) => route.fulfill({ status: 204 }),
    )
    const feed: { items: { url: string }[] } = await (await fetch(`${local}/feed.json`)).json()
    const paths = feed.items.map(({ url }) => decodeURI(new URL(url).pathname))
    expect(paths.length).toBeGreaterThan(40)
    for (const path of ['/', '/feeds/', '/rss.xml', ...paths]) {
      await page.goto(local + encodeURI(path), { waitUntil: 'load' })
      // whatever a post leaves open or closes, it stays in its place
      expect(await page.locator('body > main + footer.site').count(), path).toBe(1)
      expect(await sidewaysRoom(page), path).toBe(0)
    }
    // some show pictures that are not there
    expect(found.filter((text) => !text.includes('404 (Not Found)'))).toEqual([])
    await context.close()
    await site.close()
  })
})
