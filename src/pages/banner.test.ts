/** Who is told on the pages that a post cannot be published. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wire } from '../../test/support/wire.ts'
import { parseSite, type SiteConfig } from '../config/site.ts'
import { isAskedHere } from '../serve/local.ts'
import { type RunningServer, type ServerOptions, startServer } from '../serve/node.ts'

/** What a browser sends over HTTP/1.1. */
const BROWSER = { connection: 'keep-alive', host: 'localhost:3000' }

const asked = (remoteAddress: string | undefined, fields: Record<string, string>, httpVersion = '1.1') => {
  const incoming = new IncomingMessage(new Socket())
  Object.assign(incoming, { httpVersion, headers: fields })
  Object.defineProperty(incoming.socket, 'remoteAddress', { value: remoteAddress })
  return isAskedHere(incoming)
}

it.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.0.2.7', false],
  ['::ffff:192.0.2.7', false],
  ['2001:db8::1', false],
  [undefined, false],
])('a request from %s comes from this machine: %s', (from, isHere) => {
  expect(asked(from, BROWSER)).toBe(isHere)
})

it.each(['1.0', '2.0'])('a request in HTTP/%s comes through a proxy', (version) => {
  expect(asked('127.0.0.1', BROWSER, version)).toBe(false)
})

describe('the banner of a server', () => {
  let posts: string

  beforeAll(async () => {
    posts = await mkdtemp(join(tmpdir(), 'dropfeed-banner-'))
    await writeFile(join(posts, 'broken.md'), '---\ntitle: Unfinished business\ndate: tomorow\n---\nText.\n')
  })
  afterAll(() => rm(posts, { recursive: true }))

  const serve = (config: SiteConfig, banner: ServerOptions['banner'] | 'nobody' = 'here') =>
    startServer({
      posts,
      siteAt: (url) => parseSite(config, url),
      port: 0,
      strictPort: false,
      ...(banner === 'nobody' ? {} : { banner }),
      events: { published() {}, waiting() {}, failed() {} },
    })
  const askAll = ({ port }: RunningServer, fields: Record<string, string>) => {
    const headers = { 'Sec-Fetch-Dest': 'document', ...BROWSER, ...fields }
    const ask = wire(() => `http://localhost:${port}`)
    return Promise.all(['/', '/feeds/', '/rss.xml', '/nothing'].map((path) => ask(path, { headers })))
  }
  const answers = async (
    config: SiteConfig,
    fields: Record<string, string>,
    banner?: ServerOptions['banner'] | 'nobody',
  ) => {
    const server = await serve(config, banner)
    const all = await askAll(server, fields)
    await server.close()
    return all
  }
  const pages = async (config: SiteConfig, banner?: ServerOptions['banner'] | 'nobody') =>
    Promise.all((await answers(config, {}, banner)).map((answer) => answer.text()))

  it.each([{}, { url: 'https://blog.example' }])('is on every page of %j', async (config) => {
    for (const page of await pages(config)) expect(page).toContain('broken.md:3')
  })

  describe('for one who asks', () => {
    let server: RunningServer
    beforeAll(async () => {
      server = await serve({})
    })
    afterAll(() => server.close())

    it.each([
      [{ host: 'localhost:3000' }, true],
      [{ host: 'tea.localhost' }, true],
      [{ host: '127.0.0.1:80' }, true],
      [{ host: '[::1]:80' }, true],
      [{ host: 'blog.example' }, false],
      [{ host: '192.168.1.5:3000' }, false],
      [{ host: 'localhost.blog.example' }, false],
      [{ host: '127.blog.example' }, false],
      [{ host: '127.0.0.1.blog.example' }, false],
      [{ host: 'localhost:3000', 'X-Real-IP': '192.0.2.1' }, false],
      [{ host: 'localhost:x y' }, false],
      [{ host: 'localhost:3000', 'X-Forwarded-For': '192.0.2.1' }, false],
      [{ Via: '1.1 proxy' }, false],
      [{ Forwarded: 'for=192.0.2.1' }, false],
      [{ 'CF-Connecting-IP': '192.0.2.1' }, false],
      [{ 'True-Client-IP': '192.0.2.1' }, false],
      [{ 'X-Request-Start': 't=1' }, false],
      [{ connection: 'close' }, false],
      [{ connection: 'upgrade' }, false],
    ])('is there for who asks with %j: %s; no cache keeps it', async (headers, isThere) => {
      for (const answer of await askAll(server, headers)) {
        expect((await answer.text()).includes('broken.md')).toBe(isThere)
        if (isThere) expect(answer.headers.get('Cache-Control')).toBe('private, no-store')
      }
    })

    it('allows caches to keep pages without it', async () => {
      const [home, feeds] = await askAll(server, { host: 'blog.example' })
      for (const page of [home, feeds]) expect(page?.headers.get('Cache-Control')).toBe('public, max-age=60')
    })
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

  it('is nowhere unless it is asked for', async () => {
    for (const page of await pages({}, 'nobody')) expect(page).not.toContain('broken.md')
  })

  it('is there for everybody on request, whatever the address', async () => {
    const fields = { host: 'blog.example', 'X-Forwarded-For': '192.0.2.1' }
    for (const answer of await answers({ url: 'https://blog.example' }, fields, 'everybody'))
      expect(await answer.text()).toContain('broken.md:3')
  })
})
