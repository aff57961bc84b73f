/** Who is told on the pages that a post cannot be published. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../../src/adapters/node.ts'
import { isAskedLocally } from '../../src/adapters/server/local.ts'
import { parseSite, type SiteConfig } from '../../src/config.ts'
import { wire } from '../support/wire.ts'

it.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.0.2.7', false],
  ['::ffff:192.0.2.7', false],
  ['2001:db8::1', false],
  [undefined, false],
])('who asks for localhost from %s is at this machine: %s', (from, isHere) => {
  expect(isAskedLocally(new Headers({ Host: 'localhost:3000' }), from)).toBe(isHere)
})

describe('the banner of a server', () => {
  let posts: string

  beforeAll(async () => {
    posts = await mkdtemp(join(tmpdir(), 'dropfeed-banner-'))
    await writeFile(join(posts, 'broken.md'), '---\ntitle: Unfinished business\ndate: tomorow\n---\nText.\n')
  })
  afterAll(() => rm(posts, { recursive: true }))

  const answers = async (config: SiteConfig, fields: Record<string, string>, banner?: boolean) => {
    const server = await startServer({
      posts,
      siteAt: (url) => parseSite(config, url),
      port: 0,
      strictPort: false,
      clock: Date.now,
      ...(banner === undefined ? {} : { banner }),
      events: { published() {}, waiting() {}, failed() {} },
    })
    const headers = { 'Sec-Fetch-Dest': 'document', ...fields }
    const ask = wire(() => `http://localhost:${server.port}`)
    const all = await Promise.all(
      ['/', '/feeds/', '/rss.xml', '/nothing'].map((path) => ask(path, { headers })),
    )
    await server.close()
    return all
  }
  const pages = async (config: SiteConfig, banner?: boolean) =>
    Promise.all((await answers(config, {}, banner)).map((answer) => answer.text()))

  it('is on every page while the site has no address but this machine’s', async () => {
    for (const page of await pages({})) expect(page).toContain('broken.md:3')
  })

  it.each([
    [{ Host: 'localhost:3000' }, true],
    [{ Host: 'tea.localhost' }, true],
    [{ Host: '127.0.0.1:80' }, true],
    [{ Host: '[::1]:80' }, true],
    [{ Host: 'blog.example' }, false],
    [{ Host: '192.168.1.5:3000' }, false],
    [{ Host: 'localhost.blog.example' }, false],
    [{ Host: '127.blog.example' }, false],
    [{ Host: '127.0.0.1.blog.example' }, false],
    [{ Host: 'localhost:3000', 'X-Real-IP': '192.0.2.1' }, false],
    [{ Host: 'localhost:x y' }, false],
    [{ Host: 'localhost:3000', 'X-Forwarded-For': '192.0.2.1' }, false],
    [{ Host: 'localhost:3000', Via: '1.1 proxy' }, false],
  ])('is there for who asks with %j: %s; no cache keeps it', async (headers, isThere) => {
    for (const answer of await answers({}, headers)) {
      expect((await answer.text()).includes('broken.md')).toBe(isThere)
      if (isThere) expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
    }
  })

  it('leaves pages without it to caches', async () => {
    const [home, feeds] = await answers({}, { Host: 'blog.example' })
    for (const page of [home, feeds]) expect(page?.headers.get('Cache-Control')).toBe('public, max-age=60')
  })

  it('is short however many there are', async () => {
    const names = Array.from({ length: 100 }, (_, index) => join(posts, `broken-${index}.md`))
    for (const name of names) await writeFile(name, '---\ndate: tomorow\n---\n')
    for (const page of await pages({})) {
      expect(page).toContain('101 posts')
      expect(page).toContain('and 96 more posts')
      expect(page.length).toBeLessThan(30_000)
    }
    for (const name of names) await rm(name)
  })

  it('counts posts, however many problems each has', async () => {
    const names = Array.from({ length: 6 }, (_, index) => join(posts, `a-${index}.md`))
    for (const name of names) await writeFile(name, '---\ndate: tomorow\nlanguage: 5\nexpires: later\n---\n')
    for (const page of await pages({})) {
      const [, banner = ''] = /<aside class="problems"(.*?)<\/aside>/s.exec(page) ?? []
      expect(banner).toContain('7 posts cannot be published yet.')
      expect(banner.match(/<li><code>[^<]*/g)).toEqual(
        [0, 1, 2, 3, 4].map((index) => `<li><code>a-${index}.md:2`),
      )
      expect(banner).toContain(' This post has 2 more problems.')
      expect(banner).toContain('<li>and 2 more posts:')
    }
    for (const name of names) await rm(name)
  })

  it.each([
    ['where the site has an address', { url: 'https://blog.example' }, undefined],
    ['with --no-banner', {}, false],
  ])('is nowhere %s', async (_, config, banner) => {
    for (const page of await pages(config, banner)) expect(page).not.toContain('broken.md')
  })

  it('is there with --banner, whatever the address', async () => {
    for (const page of await pages({ url: 'https://blog.example' }, true))
      expect(page).toContain('broken.md:3')
  })
})
