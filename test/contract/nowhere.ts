/** What is not public is nowhere on the wire, under any spelling of an address. */
import { describe, expect, it } from 'vitest'
import { questions, type Runtime } from './runtime.ts'

export function nowhere(runtime: Runtime): void {
  const { name, ask } = runtime
  const { status } = questions(runtime)

  describe(`${name}: what is nowhere`, () => {
    it.each([
      '/posts/scheduled',
      '/posts/draft',
      '/posts/expired',
      '/tags/secret',
      '/tags/secret/',
      '/tags/secret/rss.xml',
      '/authors/quiet-person/',
      '/tags/hidden/feed.json',
      '/authors/quiet-person/atom.xml',
      '/media/launch.png',
      '/media/draft.png',
      '/media/once.png',
      '/media/unused.png',
      '/media/2026-05-01-plain.md',
      '/media/../2026-05-01-plain.md',
      '/media/%2e%2e/draft.md',
      '/media/%2e%2e%2f%2e%2e%2fpackage.json',
      '/media/..%5c..%5cpackage.json',
      '/manifest.json',
      '/feeds/index.json',
      '/feeds/tags~tea~rss.xml',
      '/tags~tea/rss.xml',
      '/tags~tea~rss.xml',
      '/pages/posts/plain.json',
      '/media-info/dot.png.json',
      '/encoded/',
      '/tags/nobody/rss.xml',
      '//evil.example/rss.xml',
    ])('%s is 404 and not stored', async (path) => {
      const response = await ask(path)
      await response.arrayBuffer()
      expect(response.status).toBe(404)
      expect(response.headers.get('cache-control')).toBe('no-store')
    })

    it('a scheduled, an expired and a draft post are in no document and on no page', async () => {
      for (const path of [
        ...['/rss.xml', '/atom.xml', '/feed.json', '/lang/en/feed.json', '/', '/feeds/', '/tags/tea/'],
        ...['/posts/plain', '/posts/picture', '/posts/%C3%BCbers-meer'],
      ]) {
        const text = await (await ask(path)).text()
        expect(text).not.toMatch(/secret|launch|expired offer|draft|quiet person/i)
      }
    })

    it('a tag whose only post has expired is known, and empty', async () => {
      const response = await ask('/tags/offers/rss.xml')
      expect(response.status).toBe(200)
      expect(await response.text()).not.toContain('<item>')
    })

    it('lists every known feed in /feeds.opml, and no other', async () => {
      const response = await ask('/feeds.opml')
      expect(response.headers.get('content-type')).toBe('text/x-opml; charset=utf-8')
      const addresses = [...(await response.text()).matchAll(/xmlUrl="([^"]*)"/g)].map(([, url]) => url)
      expect(addresses).toContain('https://feeds.example/tags/%E6%97%A5%E6%9C%AC%E8%AA%9E/rss.xml')
      expect(addresses).toContain('https://feeds.example/rss.xml')
      expect(addresses.join()).not.toMatch(/secret|quiet/)
    })

    it('400 for an address that does not decode', async () =>
      expect(await status('/tags/%E0%A4%A')).toBe(400))
  })
}
