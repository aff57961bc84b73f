/** Pages for people, and the files beside posts. */
import { describe, expect, it } from 'vitest'
import { questions, type Runtime } from './runtime.ts'

export function pages(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status } = questions(runtime)

  describe(`${name}: pages and media`, () => {
    it('serves the page of a post under a strict policy', async () => {
      const response = await ask('/posts/picture')
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; .*frame-ancestors 'none'$/,
      )
      expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
      expect(response.headers.get('x-frame-options')).toBe('DENY')
      expect(await response.text()).toContain('src="/media/dot.png"')
    })

    it('leads from an address with a slash behind it to the page', async () => {
      const response = await ask('/posts/picture/')
      expect(response.status).toBe(301)
      expect(response.headers.get('location')).toBe('/posts/picture')
      expect(await status('/posts/scheduled/')).toBe(404)
    })

    it.each([
      ['/tags/tea/', 'A plain post'],
      ['/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/', '日本語'],
      ['/authors/jun/', 'A post with a picture'],
      ['/reise/', 'reise'],
      ['/lang/de/', 'German'],
      ['/feeds/', '/tags/travel/'],
      ['/tags/', '/tags/travel/'],
      ['/authors/', '/authors/jun/'],
      ['/archive/', 'A plain post'],
      ['/posts/', 'A plain post'],
    ])('%s is a page, too', async (path, content) => {
      const response = await ask(path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      const html = await response.text()
      expect(html).toContain(content)
      expect(html).not.toMatch(/secret|launch|quiet person/i)
    })

    it.each([
      ['/tags/tea', '/tags/tea/'],
      ['/archive', '/archive/'],
      ['/reise', '/reise/'],
      ['/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E', '/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/'],
    ])('leads from %s to the page of the feed', async (path, target) => {
      const response = await ask(path)
      expect([response.status, response.headers.get('location')]).toEqual([301, target])
    })

    it('leads from post to post, past what is not public', async () => {
      const html = await (await ask('/posts/picture')).text()
      expect(html).toContain('<a rel="prev" href="/posts/plain">')
      expect(html).toMatch(/<a rel="next" href="\/posts\/%C3%BCbers-meer">/)
      expect(await (await ask('/posts/%C3%BCbers-meer')).text()).not.toContain('rel="next"')
    })

    it('serves the stylesheet, and the publisher’s own after it', async () => {
      const response = await ask('/style.css')
      expect(await response.text()).toMatch(/^:root \{[\s\S]*content of site\.css$/)
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/css; charset=utf-8',
      ])
    })

    it('serves a picture beside the configuration', async () => {
      expect(await (await ask('/')).text()).toContain(
        '<link rel="icon" href="/media/%40site/pictures/icon.png">',
      )
      const response = await ask('/media/%40site/pictures/icon.png')
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
      expect(response.headers.get('content-security-policy')).toMatch(/sandbox$/)
      expect(await response.text()).toBe('content of pictures/icon.png')
      expect(await status('/media/%40site/other.png')).toBe(404)
    })

    it('shows the menu and the footer, in which nothing runs', async () => {
      const html = await (await ask('/posts/plain')).text()
      expect(html).toContain('<a href="/posts/plain" aria-current="page" dir="auto">About</a>')
      expect(html).toContain('<a href="https://social.example/@ada" rel="me" dir="auto">Mastodon</a>')
      expect(html).toContain('<p>Made by <em>the sea</em> <b>!</b></p>')
    })

    it('serves the blogroll, and names it', async () => {
      expect(await (await ask('/')).text()).toContain('href="/.well-known/recommendations.opml"')
      const response = await ask('/.well-known/recommendations.opml')
      expect(response.headers.get('content-type')).toBe('text/x-opml; charset=utf-8')
      expect(await response.text()).toContain(
        '<outline type="rss" text="Cake &amp; more" title="Cake &amp; more" xmlUrl="https://cake.example/rss.xml" htmlUrl="https://cake.example/"/>',
      )
    })

    it('names its policy in each page, too, for hosts that send none', async () => {
      for (const path of ['/', '/feeds/', '/tags/tea/', '/posts/picture']) {
        const response = await ask(path)
        const [, policy] =
          /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(await response.text()) ?? []
        expect(`${policy?.replaceAll('&#39;', "'")}; frame-ancestors 'none'`).toBe(
          response.headers.get('content-security-policy'),
        )
      }
    })

    it('serves a page of somebody’s own in a sandbox, and as nothing else', async () => {
      for (const headers of [{}, { range: 'bytes=0-9' }]) {
        const response = await ask('/media/fleeting.html', { headers })
        await response.arrayBuffer()
        expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*sandbox$/)
        expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      }
    })

    it.each(['/nothing', '/posts/scheduled', '/tags/secret/', '/archive/7/'])(
      'tells a person kindly that nothing is at %s',
      async (path) => {
        const response = await ask(path, { headers: { 'sec-fetch-dest': 'document' } })
        expect(response.status).toBe(404)
        expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
        expect(response.headers.get('cache-control')).toBe('private, no-store')
        expect(await response.text()).toContain('<h1>Nothing here</h1>')
      },
    )

    it('serves the files that published posts use, with their types', async () => {
      const picture = await ask('/media/dot.png')
      expect(picture.headers.get('content-type')).toBe('image/png')
      expect(picture.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*sandbox$/)
      expect((await picture.arrayBuffer()).byteLength).toBe(Number(picture.headers.get('content-length')))
      expect(await status('/media/paper.txt')).toBe(200)
    })

    it.each(['/', '/posts/plain', '/style.css', '/feeds.opml', '/media/dot.png', '/nothing', '/rss.xml?raw'])(
      '%s is not guessed to be something else',
      async (path) => {
        const response = await ask(path)
        await response.arrayBuffer()
        expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      },
    )
  })
}
