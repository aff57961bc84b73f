/** The feeds within an app of somebody's: all below their path, and nothing outside of it. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runIn } from '../../test/support/command.ts'
import { compiled, NOW, post } from '../../test/support/compiled.ts'
import { MemoryStore } from '../../test/support/memory-store.ts'
import { snapshotInMemory } from '../../test/support/snapshot.ts'
import { openBuild } from '../serve/disk.ts'
import { openFolder } from '../serve/open-folder.ts'
import { dropfeed } from './mount.ts'

const POSTS = { 'tea.md': post('title: Tea\ntags: [green]', 'Warm.') }

function storeOf(url: string): MemoryStore {
  return new MemoryStore(snapshotInMemory(compiled(POSTS, { url })))
}

/** An app of which the feeds are a part. */
function host(path: string, url: string): Hono {
  const app = new Hono()
  app.get('/', (context) => context.text('the host'))
  app.post('/form', (context) => context.text('sent'))
  app.route(
    path,
    dropfeed(storeOf(url), () => NOW),
  )
  app.get('/blogger/*', (context) => context.text('the host'))
  app.notFound((context) => context.text('not of the host', 404))
  return app
}

async function ask(app: Hono, path: string, init: RequestInit = {}) {
  const response = await app.request(`https://host.example${path}`, init)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('feeds mounted at a path', () => {
  const app = host('/blog', 'https://host.example/blog')

  it.each([
    '/rss.xml',
    '/atom.xml',
    '/feed.json',
    '/tags/green/rss.xml',
    '/feeds.opml',
    '/posts/tea',
    '/',
    '',
  ])('answer at /blog%s', async (path) => expect((await ask(app, `/blog${path}`)).status).toBe(200))

  it('name their own addresses', async () => {
    const { home_page_url, feed_url, items } = JSON.parse((await ask(app, '/blog/feed.json')).text)
    expect([home_page_url, feed_url, items[0].url]).toEqual([
      'https://host.example/blog/',
      'https://host.example/blog/feed.json',
      'https://host.example/blog/posts/tea',
    ])
  })

  it('answer 304, 404 and 405 below it, and redirect within it', async () => {
    const etag = (await ask(app, '/blog/rss.xml')).headers.get('etag') ?? ''
    expect((await ask(app, '/blog/rss.xml', { headers: { 'If-None-Match': etag } })).status).toBe(304)
    expect((await ask(app, '/blog/nothing')).text).toContain('nothing at this address')
    expect((await ask(app, '/blog/rss.xml', { method: 'POST' })).status).toBe(405)
    expect((await ask(app, '/blog/index.xml')).headers.get('location')).toBe(
      'https://host.example/blog/rss.xml',
    )
  })

  it.each(['/blog?feed=rss2', '/blog/?feed=rss2'])('lead from %s to the feed', async (path) => {
    const { status, headers } = await ask(app, path)
    expect([status, headers.get('location')]).toEqual([301, 'https://host.example/blog/rss.xml'])
  })

  it.each([
    ['GET', '/', 200, 'the host'],
    ['POST', '/form', 200, 'sent'],
    ['GET', '/blogger/rss.xml', 200, 'the host'],
    ['GET', '/rss.xml', 404, 'not of the host'],
    ['POST', '/rss.xml', 404, 'not of the host'],
    ['OPTIONS', '/', 404, 'not of the host'],
  ])('leave %s %s to the host', async (method, path, status, text) => {
    expect(await ask(app, path, { method })).toMatchObject({ status, text })
  })

  it('are below the path of the mount, even where a proxy shows it at another one', async () => {
    const behindProxy = host('/internal', 'https://host.example/blog')
    expect((await ask(behindProxy, '/internal/rss.xml')).text).toContain('https://host.example/blog/rss.xml')
    const named = host('/:language/blog', 'https://host.example/en/blog')
    expect((await ask(named, '/de/blog/rss.xml')).status).toBe(200)
  })

  it('do not stop the host when they fail', async () => {
    const broken = new Hono().route(
      '/blog',
      dropfeed({ current: () => Promise.reject(new Error('no disk')) }),
    )
    broken.get('/', (context) => context.text('the host'))
    const told = vi.spyOn(console, 'error').mockReturnValue()
    expect((await ask(broken, '/blog/rss.xml')).status).toBe(500)
    expect(String(told.mock.calls)).toContain('no disk')
    told.mockRestore()
    expect((await ask(broken, '/')).text).toBe('the host')
  })
})

describe('feeds of this disk', () => {
  let folder: string
  const at = (...names: string[]) => join(folder, ...names)
  const app = (feeds: Parameters<typeof dropfeed>[0]) => new Hono().route('/blog', dropfeed(feeds))
  const site = { url: 'https://host.example/blog' }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dropfeed-mount-'))
    await mkdir(at('posts'))
    await writeFile(at('posts/dot.png'), 'not really')
    await writeFile(at('posts/tea.md'), post('title: Tea', '![](dot.png)'))
    await writeFile(at('feed.config.ts'), `export default ${JSON.stringify(site)}`)
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('come from a build, and from the next one without a restart', async () => {
    await expect(openBuild(at('dist'))).rejects.toThrow(/no snapshot here. Run "dropfeed build"/)
    await runIn(folder, ['build'])
    const built = app(await openBuild(at('dist')))
    expect((await ask(built, '/blog/rss.xml')).text).toContain('<title>Tea</title>')
    expect((await ask(built, '/blog/posts/tea')).status).toBe(200)
    expect((await ask(built, '/blog/media/dot.png')).text).toBe('not really')
    const { headers } = await ask(built, '/blog/rss.xml', { headers: { 'Accept-Encoding': 'br' } })
    expect(headers.get('content-encoding')).toBe('br')
    await writeFile(at('posts/cake.md'), post('title: Cake'))
    await runIn(folder, ['build'])
    expect((await ask(built, '/blog/rss.xml')).text).toContain('<title>Cake</title>')
  })

  it('go on with the last build while there is none', async () => {
    await runIn(folder, ['build'])
    const built = app(await openBuild(at('dist')))
    await ask(built, '/blog/rss.xml')
    await rename(at('dist/snapshot'), at('dist/away'))
    expect((await ask(built, '/blog/feeds.opml')).status).toBe(200)
  })

  it('are refused in plain words where the build is damaged', async () => {
    await runIn(folder, ['build'])
    const manifest = await readFile(at('dist/snapshot/manifest.json'), 'utf8')
    const older = manifest.replace(/"layout":\d+,/, '')
    expect(older.length).toBeLessThan(manifest.length)
    for (const text of ['{', '{}', 'null', '[]', older]) {
      await writeFile(at('dist/snapshot/manifest.json'), text)
      await expect(openBuild(at('dist')), text).rejects.toThrow(/snapshot: The snapshot is damaged/)
    }
  })

  it('show nothing else of it', async () => {
    await writeFile(at('posts/tea.md'), post('title: Tea\ntags: [green]'))
    await runIn(folder, ['build'])
    const built = app(await openBuild(at('dist')))
    const outside = [
      '/media/..%2f..%2f..%2ffeed.config.ts',
      '/media/..%5c..%5cfeed.config.ts',
      '/..%2f..%2fmanifest.json',
      '/%00',
      '/tags~green/rss.xml',
      '/tags~green~rss.xml',
      '/feeds/index.json',
      `/${'x'.repeat(3000)}`,
    ]
    expect((await ask(built, '/blog/tags/green/rss.xml')).status).toBe(200)
    for (const path of outside) expect((await ask(built, `/blog${path}`)).status, path).toBe(404)
  })

  it('come from a folder, kept up with', async () => {
    const problems: string[] = []
    const feeds = await openFolder({
      posts: at('posts'),
      site,
      onProblems: (found) => problems.push(...found.map(({ path }) => path)),
    })
    const live = app(feeds)
    expect((await ask(live, '/blog/rss.xml')).text).toContain('<title>Tea</title>')
    await writeFile(at('posts/cake.md'), post('title: Cake'))
    await writeFile(at('posts/bad.md'), post('title: Bad\nupdated: soon'))
    await expect
      .poll(async () => (await ask(live, '/blog/rss.xml')).text, { timeout: 5000 })
      .toContain('Cake')
    await expect.poll(() => problems, { timeout: 5000 }).toContain('bad.md')
    await feeds.close()
  })
})
