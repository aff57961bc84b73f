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
  ['/blog/rss.xml', '/rss.xml'],
  ['/posts/atom.xml', '/atom.xml'],
  ['/feed/rss.xml', '/rss.xml'],
  ['/feed/feed.json', '/feed.json'],
  ['/en/rss.xml', '/lang/en/rss.xml'],
  ['/de/atom.xml', '/lang/de/atom.xml'],
  ['/EN/blog/feed', '/rss.xml'],
  ['/en/tag/tea/rss.xml', '/tags/tea/rss.xml'],
  ['/tag/tea/rss.xml', '/tags/tea/rss.xml'],
  ['/tag/Tea/feed', '/tags/tea/rss.xml'],
  ['/tags/tea/feed/', '/tags/tea/rss.xml'],
  ['/tagged/tea/rss', '/tags/tea/rss.xml'],
  ['/categories/tea/atom.xml', '/tags/tea/atom.xml'],
  ['/category/drinks/tea/feed/', '/tags/tea/rss.xml'],
  ['/category/reise/feed/', '/reise/rss.xml'],
  ['/blog/author/jun/rss.xml', '/authors/jun/rss.xml'],
  ['/feed/tea.xml', '/tags/tea/atom.xml'],
  ['/feed/by_tag/tea.xml', '/tags/tea/atom.xml'],
  ['/feed/reise.xml', '/reise/atom.xml'],
  ['/feeds/all.atom.xml', '/atom.xml'],
  ['/feeds/all.rss.xml', '/rss.xml'],
  ['/feeds/all-de.atom.xml', '/lang/de/atom.xml'],
  ['/feeds/tea.atom.xml', '/tags/tea/atom.xml'],
  ['/feeds/tea.rss.xml', '/tags/tea/rss.xml'],
  ['/feeds/posts/default', '/atom.xml'],
  ['/feeds/posts/default?alt=rss', '/rss.xml'],
  ['/feeds/posts/default/-/Tea', '/tags/tea/atom.xml'],
  ['/feeds/posts/summary/-/tea?alt=json', '/tags/tea/feed.json'],
  ['/-/tea', '/tags/tea/atom.xml'],
  ['/2024/rss.xml', '/rss.xml'],
  ['/2024/05/feed', '/rss.xml'],
  ['/reise/2024/05/31/atom.xml', '/reise/atom.xml'],
  ['/2024-05/feed.json', '/feed.json'],
  ['//rss.xml', '/rss.xml'],
  ['/tags//tea/rss.xml', '/tags/tea/rss.xml'],
  ['//blog//feed/', '/rss.xml'],
  ['//posts//plain', '/posts/plain'],
  ['/media//dot.png', '/media/dot.png'],
  ['//old/feed', '/rss.xml'],
  ['//rss.xml?raw', '/rss.xml?raw'],
  ['/?feed=podcast', '/rss.xml'],
  ['/?utm_source=x&feed=rdf&paged=2', '/rss.xml'],
  ['/?feed=json', '/feed.json'],
  ['/?feed=RSS2', '/rss.xml'],
  ['/RSS.XML', '/rss.xml'],
  ['/Feed/', '/rss.xml'],
  ['/blog/Atom.xml', '/atom.xml'],
  ['/wp-rss2.php', '/rss.xml'],
  ['/wp-atom.php', '/atom.xml'],
  ['/index.php/feed/', '/rss.xml'],
  ['/index.php?feed=atom', '/atom.xml'],
  ['/index.php/tag/tea/feed/', '/tags/tea/rss.xml'],
  ['/?tag=tea&feed=rss2', '/tags/tea/rss.xml'],
  ['/?feed=atom&category_name=reise', '/reise/atom.xml'],
  ['/?feed=rss&author_name=jun', '/authors/jun/rss.xml'],
  ['/blog/?feed=rss2', '/rss.xml'],
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
      expect(new URL(response.headers.get('location') ?? '', SITE).href).toBe(SITE + to)
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

    it.each(['//', '//evil.example/..', '/%2f/', '/%5c/evil.example/rss.xml', '/%2fevil.example%2frss.xml'])(
      '%s leads to no other host',
      async (path) => {
        const location = (await ask(path)).headers.get('location') ?? '/'
        expect(new URL(location, SITE).origin).toBe(SITE)
      },
    )

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
      '/?feed=rss2&tag=secret',
      '/?feed=rss2&tag=nobody',
      '/tag/nobody/rss.xml',
      '/tag/reise/rss.xml',
      '/feed/nobody.xml',
      '/feed/secret.xml',
      '/feeds/secret.atom.xml',
      '/-/secret',
      '/-/tea/more',
      '/fr/rss.xml',
      '/comments/feed/',
      '/feeds/comments/default',
      '//evil.example/rss.xml',
      '//evil.example',
      '/blog//evil.example/feed/x',
      '/blog'.repeat(400),
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
