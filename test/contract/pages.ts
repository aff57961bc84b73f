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
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      )
      expect(response.headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
      expect(response.headers.get('x-frame-options')).toBe('DENY')
      expect(await response.text()).toContain('src="https://feeds.example/media/dot.png"')
    })

    it('leads from an address with a slash behind it to the page', async () => {
      const response = await ask('/posts/picture/')
      expect(response.status).toBe(301)
      expect(response.headers.get('location')).toBe('https://feeds.example/posts/picture')
      expect(await status('/posts/scheduled/')).toBe(404)
    })

    it('serves the files that published posts use, with their types', async () => {
      const picture = await ask('/media/dot.png')
      expect(picture.headers.get('content-type')).toBe('image/png')
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
