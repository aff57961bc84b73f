/** What people see in a browser: Chromium on Node's server. Screenshots stay in .test-out/screenshots. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/adapters/config.ts'
import { type RunningServer, startServer } from '../../src/adapters/node.ts'
import { type Browser, barriers, complaints, LOOKS, startBrowser } from '../support/browser.ts'

const SCREENSHOTS = '.test-out/screenshots'

/** What each look may change of what axe finds; none: everything is looked for. */
const RULES = { light: [], dark: ['color-contrast'], phone: ['target-size', 'scrollable-region-focusable'] }

/** Without pictures, sound and film, in bytes. */
const MAX_TRANSFERRED = 30_000

const PAGES: Readonly<Record<string, string>> = {
  home: '/',
  feeds: '/feeds/',
  'feed view': '/rss.xml',
  'feed view of a tag': '/tags/guide/atom.xml',
  tag: '/tags/guide/',
  author: '/authors/ada/',
  language: '/lang/ar/',
  folder: '/notes/',
  'post with code and tables': '/posts/code-and-tables',
  'post with pictures': '/posts/pictures-beside-a-post',
  'post with sound': '/posts/eight-seconds-of-tide',
  'post from right to left': '/posts/mint-tea',
  note: '/posts/1830',
  'link post': '/posts/a-tide-table-to-subscribe-to',
  'nothing here': '/posts/nothing',
}

let browser: Browser
let posts: string
let server: RunningServer
let origin: string

beforeAll(async () => {
  await rm(SCREENSHOTS, { recursive: true, force: true })
  await mkdir(SCREENSHOTS, { recursive: true })
  posts = await mkdtemp(join(tmpdir(), 'dropfeed-browser-posts-'))
  await cp('posts', posts, { recursive: true })
  server = await serve(posts)
  origin = `http://localhost:${server.port}`
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
  await rm(posts, { recursive: true })
})

async function serve(posts: string): Promise<RunningServer> {
  const { siteAt } = await loadConfig('feed.config.ts')
  const events = { published() {}, waiting() {}, failed() {} }
  return startServer({ posts, siteAt, port: 0, strictPort: false, clock: Date.now, events })
}

/** Opens a page in a fresh profile, does something there, and expects that nothing complained. */
async function visit(
  options: Parameters<Browser['open']>[0],
  act: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.open(options)
  const page = await context.newPage()
  const found = complaints(page)
  await act(page, context)
  expect(found).toEqual([])
  await context.close()
}

describe.each(['light', 'dark', 'phone'] as const)('every page, %s', (look) => {
  let context: BrowserContext
  beforeAll(async () => {
    context = await browser.open(LOOKS[look])
  })
  afterAll(() => context.close())

  it.each(Object.entries(PAGES))('%s', async (name, path) => {
    const page = await context.newPage()
    const found = complaints(page)
    const sizes = transfers(page)
    await page.goto(origin + path)
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.${look}.png`), fullPage: true })
    expect(await sidewaysRoom(page)).toBe(0)
    expect(await barriers(page, ...RULES[look])).toEqual([])
    // the browser itself tells of every page that is not there
    expect(found.filter((text) => !(name === 'nothing here' && text.includes('404')))).toEqual([])
    const transferred = await sizes()
    expect(transferred).toBeGreaterThan(500)
    expect(transferred).toBeLessThan(MAX_TRANSFERRED)
    await page.close()
  })
})

/** Sums up what a page loads to be read, in bytes on the wire. */
function transfers(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => {
    const counts = ['document', 'stylesheet', 'script'].includes(request.resourceType())
    if (counts) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** How far a page can be scrolled sideways, in pixels. */
function sidewaysRoom(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
}

describe('the way to a subscription', () => {
  it('leads from the first page to the view of a feed, whose address is copied', async () => {
    await visit({ ...LOOKS.phone, permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await page.goto(origin)
      await page.getByRole('link', { name: 'Subscribe', exact: true }).click()
      await page.getByRole('link', { name: 'guide' }).click()
      await page.getByRole('link', { name: 'RSS' }).first().click()
      expect(page.url()).toBe(`${origin}/tags/guide/rss.xml`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Tide & Table: guide')
      expect(await page.getByRole('link', { name: 'Feedly' }).getAttribute('href')).toContain(
        'guide%2Frss.xml',
      )
      await page.getByRole('button', { name: 'Copy' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${origin}/tags/guide/rss.xml`)
    })
  })

  it('works without JavaScript but for the button, which is not shown', async () => {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${origin}/atom.xml`)
      expect(await page.getByLabel('Copy this address').inputValue()).toBe(`${origin}/atom.xml`)
      expect(await page.getByRole('button').count()).toBe(0)
      await page.getByRole('link', { name: 'Eight seconds of tide' }).click()
      expect(page.url()).toBe(`${origin}/posts/eight-seconds-of-tide`)
    })
  })

  it('hands the document itself out on demand', async () => {
    await visit({}, async (page, context) => {
      await page.goto(`${origin}/rss.xml`)
      const address = await page
        .getByRole('link', { name: 'raw document' })
        .evaluate((link: HTMLAnchorElement) => link.href)
      const raw = await context.request.get(address, { headers: { 'Sec-Fetch-Dest': 'document' } })
      expect(raw.headers()['content-type']).toBe('application/rss+xml; charset=utf-8')
      expect(await raw.text()).toContain('<rss')
    })
  })
})

describe('a post', () => {
  it('has its neighbours, and sound that plays', async () => {
    await visit({}, async (page) => {
      await page.goto(`${origin}/posts/eight-seconds-of-tide`)
      const seconds = await page.evaluate(async () => {
        const audio = document.querySelector('audio')
        await audio?.play()
        return audio?.duration
      })
      expect(seconds).toBeGreaterThan(7)
      await page.getByRole('link', { name: /^Previous/ }).click()
      expect(page.url()).toBe(`${origin}/posts/a-tide-table-to-subscribe-to`)
      await page.getByRole('link', { name: /^Next/ }).click()
      expect(page.url()).toBe(`${origin}/posts/eight-seconds-of-tide`)
    })
  })

  it('is seen when it is dropped, and told of when it is broken', async () => {
    const path = join(posts, 'dropped.md')
    await visit({}, async (page) => {
      const until = async (expected: () => Promise<boolean>) => {
        await page.goto(origin)
        while (!(await expected())) await page.reload()
      }
      const banner = page.getByRole('complementary', { name: 'Posts with problems' })
      await writeFile(path, '---\ntitle: Dropped just now\ndate: 2026-07-01\n---\nHere.\n')
      await until(() => page.getByRole('link', { name: 'Dropped just now' }).isVisible())
      expect(await banner.count()).toBe(0)
      await writeFile(join(posts, 'broken.md'), '---\ntitle: Broken\ndate: tomorow\n---\nGone.\n')
      await until(() => banner.isVisible())
      expect(await banner.textContent()).toContain('broken.md:3 "date" is not a date ("tomorow").')
      await page.goto(origin)
      await page.screenshot({ path: join(SCREENSHOTS, 'banner.light.png') })
      expect(await barriers(page)).toEqual([])
      await rm(join(posts, 'broken.md'))
      await until(async () => (await banner.count()) === 0)
    })
  })
})

describe('the looks', () => {
  const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

  it('are dark where people like it dark', async () => {
    const seen: string[] = []
    for (const options of [LOOKS.light, LOOKS.dark]) {
      await visit(options, async (page) => {
        await page.goto(origin)
        seen.push(await ground(page))
      })
    }
    expect(seen).toEqual(['rgb(255, 253, 249)', 'rgb(24, 23, 21)'])
  })

  it('show where the keyboard is', async () => {
    await visit({}, async (page) => {
      await page.goto(`${origin}/rss.xml`)
      for (let step = 0; step < 12; step++) {
        await page.keyboard.press('Tab')
        const outline = await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
          return `${outlineStyle} ${outlineWidth}`
        })
        expect(outline).toBe('solid 3px')
      }
    })
  })

  it('move nothing for people who want rest', async () => {
    const durations: string[] = []
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await visit({ reducedMotion }, async (page) => {
        await page.goto(origin)
        durations.push(
          await page.locator('.subscribe').evaluate((link) => getComputedStyle(link).transitionDuration),
        )
      })
    }
    expect(durations).toEqual(['0s', '0.15s'])
  })

  it('are plain on paper', async () => {
    await visit({ colorScheme: 'dark' }, async (page) => {
      await page.goto(`${origin}/posts/code-and-tables`)
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('nav').first().isVisible()).toBe(false)
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(34, 32, 29)')
      await page.screenshot({ path: join(SCREENSHOTS, 'post on paper.png'), fullPage: true })
    })
  })
})

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
    site = await serve(folder)
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
    await visit(LOOKS.phone, async (page) => {
      await page.goto(`http://localhost:${site.port}${path}`)
      const file = `${name} ${path.replaceAll('/', ' ').trim() || 'home'}.phone.png`
      await page.screenshot({ path: join(SCREENSHOTS, file) })
      expect(await sidewaysRoom(page)).toBe(0)
      expect(await barriers(page)).toEqual([])
    })
  })
})
