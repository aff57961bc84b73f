/** What people see in a browser: Chromium on Node's server. Screenshots stay in .test-out/screenshots. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningServer } from '../../src/serve/node.ts'
import {
  type Browser,
  barriers,
  complaints,
  LOOKS,
  sidewaysRoom,
  startBrowser,
  transfers,
  visit,
} from '../support/browser.ts'
import { serveFolder } from '../support/services.ts'

const SCREENSHOTS = '.test-out/screenshots/pages'

/** What a look may change of what axe finds in the first one, where everything is looked for. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  light: [],
  dark: ['color-contrast'],
  phone: ['target-size', 'scrollable-region-focusable'],
}

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
  'all tags': '/tags/',
  archive: '/archive/',
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
  server = await serveFolder(posts, 'feed.config.ts', { banner: 'here' })
  origin = `http://localhost:${server.port}`
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
  await rm(posts, { recursive: true })
})

describe('every page', () => {
  it.each(Object.entries(PAGES))('%s, light, dark and on a phone', async (name, path) => {
    const context = await browser.open()
    const page = await context.newPage()
    const found = complaints(page)
    const sizes = transfers(page)
    await page.goto(origin + path)
    for (const [look, { colorScheme, viewport }] of Object.entries(LOOKS)) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize(viewport)
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.${look}.png`), fullPage: true })
      expect(await sidewaysRoom(page), look).toBe(0)
      expect(await barriers(page, ...(RULES[look] ?? [])), look).toEqual([])
    }
    // the browser itself tells of every page that is not there
    expect(found.filter((text) => !(name === 'nothing here' && text.includes('404')))).toEqual([])
    const transferred = await sizes()
    expect(transferred).toBeGreaterThan(500)
    expect(transferred).toBeLessThan(MAX_TRANSFERRED)
    await context.close()
  })
})

describe('the way to a subscription', () => {
  it('leads from the first page to the view of a feed, whose address is copied', async () => {
    await visit(
      browser,
      { ...LOOKS.phone, permissions: ['clipboard-read', 'clipboard-write'] },
      async (page) => {
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
      },
    )
  })

  it('works without JavaScript but for the button, which is not shown', async () => {
    await visit(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${origin}/atom.xml`)
      expect(await page.getByLabel('Copy this address').inputValue()).toBe(`${origin}/atom.xml`)
      expect(await page.getByRole('button').count()).toBe(0)
      await page.getByRole('link', { name: 'Eight seconds of tide' }).click()
      expect(page.url()).toBe(`${origin}/posts/eight-seconds-of-tide`)
    })
  })

  it('hands the document itself out on demand', async () => {
    await visit(browser, {}, async (page, context) => {
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
    await visit(browser, {}, async (page) => {
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
    await visit(browser, {}, async (page) => {
      const until = async (expected: () => Promise<boolean>) => {
        await page.goto(origin)
        while (!(await expected())) await page.reload()
      }
      const banner = page.getByRole('complementary', { name: 'Notes for the publisher' })
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
      await visit(browser, options, async (page) => {
        await page.goto(origin)
        seen.push(await ground(page))
      })
    }
    expect(seen).toEqual(['rgb(255, 253, 249)', 'rgb(24, 23, 21)'])
  })

  it('show where the keyboard is', async () => {
    await visit(browser, {}, async (page) => {
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

  it('move nothing, whether or not people ask for rest', async () => {
    await visit(browser, { reducedMotion: 'no-preference' }, async (page) => {
      await page.goto(origin)
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element)
          return transitionDuration !== '0s' || animationName !== 'none'
        }),
      )
      expect(moving).toEqual([])
    })
  })

  it('are plain on paper', async () => {
    await visit(browser, { colorScheme: 'dark' }, async (page) => {
      await page.goto(`${origin}/posts/code-and-tables`)
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('nav').first().isVisible()).toBe(false)
      expect(await sidewaysRoom(page)).toBe(0)
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(34, 32, 29)')
      await page.screenshot({ path: join(SCREENSHOTS, 'post on paper.png'), fullPage: true })
    })
  })
})
