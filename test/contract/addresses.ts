/** Old addresses lead to new ones in one hop; what is gone says so. */
import { describe, expect, it } from 'vitest'
import { questions, type Runtime } from './runtime.ts'

const SITE = 'https://feeds.example'

const MOVED: readonly [from: string, to: string][] = [
  ['/feed/', '/rss.xml'],
  ['/feed/rss2/', '/rss.xml'],
  ['/feed/atom/', '/atom.xml'],
  ['/feed/json', '/feed.json'],
  ['/rss', '/rss.xml'],
  ['/rss/', '/rss.xml'],
  ['/atom', '/atom.xml'],
  ['/index.xml', '/rss.xml'],
  ['/feed.xml', '/atom.xml'],
  ['/rss.xml/', '/rss.xml'],
  ['/?feed=rss2', '/rss.xml'],
  ['/?feed=atom', '/atom.xml'],
  ['/blog/feed.atom', '/atom.xml'],
  ['/blog/index.xml', '/rss.xml'],
  ['/tags/tea/index.xml', '/tags/tea/rss.xml'],
  ['/tag/tea/feed/', '/tags/tea/rss.xml'],
  ['/category/tea/feed/atom/', '/tags/tea/atom.xml'],
  ['/tag/%E6%97%A5%E6%9C%AC%E8%AA%9E/rss/', '/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/rss.xml'],
  ['/author/jun/rss/', '/authors/jun/rss.xml'],
  ['/old/feed', '/rss.xml'],
  ['/older/feed', '/rss.xml'],
  ['/alt/%C3%BCber?ignored', '/lang/de/rss.xml'],
  ['/?page_id=7', '/posts/plain'],
]

export function addresses(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status } = questions(runtime)

  describe(`${name}: addresses`, () => {
    it.each(MOVED)('%s has moved to %s', async (from, to) => {
      const response = await ask(from)
      expect(response.status).toBe(301)
      expect(response.headers.get('location')).toBe(SITE + to)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(await status(to)).toBe(200)
    })

    it.each([
      ['/tag/c++/feed/', `${SITE}/tags/tea/rss.xml`],
      ['/tag/c%2b%2B/feed/', `${SITE}/tags/tea/rss.xml`],
      ['/escaped', `${SITE}/tags/tea/?a=b%26c`],
      ['/feeds/%c3%bcberall.xml', 'https://elsewhere.example/%E6%97%A5%E6%9C%AC'],
    ])('%s is known in any spelling, and leads to %s', async (from, to) => {
      const response = await ask(from)
      expect([response.status, response.headers.get('location')]).toEqual([301, to])
    })

    it('a circle of spellings ends', async () => expect(await status('/circle/b')).toBe(301))

    it('a feed may have moved to another site', async () => {
      const response = await ask('/feeds/elsewhere.xml')
      expect([response.status, response.headers.get('location')]).toEqual([
        301,
        'https://elsewhere.example/feed?a=b',
      ])
    })

    it.each([
      '/tag/secret/feed/',
      '/tag/nobody/feed',
      '/nothing/index.xml',
      '/blog/',
      '/rss.xml/x',
      '/?feed=secret',
    ])('%s has moved nowhere', async (path) => expect([200, 404]).toContain(await status(path)))

    it.each([
      '/tags/retired/rss.xml',
      '/tags/%72etired/rss.xml',
      '/tags/c++/rss.xml',
      '/tags/c%2B%2B/rss.xml',
    ])('a retired feed is gone: %s', async (path) => {
      const response = await ask(path)
      expect(response.status).toBe(410)
      expect(response.headers.get('cache-control')).toBe('no-store')
    })
  })
}
